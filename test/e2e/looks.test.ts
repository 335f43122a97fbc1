import { nodeOutput } from '../../tools/n8n/rest';
import { CleanUp } from '../../tools/cleanUp';
import { LossyTill } from './lossyTill';
import { Stage, until } from './stage';
import { chain, KOPO_KOPO, kopoKopo, manualTrigger, START, TRIGGER } from './workflows';

let stage: Stage;
const cleanUp = new CleanUp();

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  await cleanUp.run();
  await stage?.close();
});

describe('A trigger that looks for payments', () => {
  it('lets in within a minute what got lost, each once, and makes its subscription again', async () => {
    const till = await LossyTill.open(stage, cleanUp, 3);
    stage.sandbox.control.forgetSubscription(till.subscriptions()[0]?.id ?? '');
    await till.pay(10);
    await till.untilAllPassed();
    expect(till.passedOfBefore()).toBe(0);
    const alive = () => till.subscriptions().filter(({ deleted }) => !deleted);
    await until('the subscription', () => alive().length === 1);
    await till.pay(2);
    await till.untilAllPassed();
    expect(await till.account()).toEqual({ twice: [], missing: [] });
    expect(till.subscriptions()).toHaveLength(2);

    const { credential } = stage;
    const check = { resource: 'webhookSubscription', operation: 'check' };
    const asking = chain('Ask', manualTrigger(), kopoKopo(credential, check));
    const said = nodeOutput(await stage.runToEnd(asking, START), KOPO_KOPO);
    expect(said).toMatchObject([{ trigger: TRIGGER, all_well: true }]);
    expect(said[0]?.last_look).toContain('The last one ended on');
    await stage.rest.deactivate(till.workflow.id);
  });
});
