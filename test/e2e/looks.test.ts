import { nodeOutput } from '../../tools/n8n/rest';
import { CleanUp } from '../../tools/cleanUp';
import { LossyTill } from './lossyTill';
import { Stage, until } from './stage';
import {
  chain,
  KOPO_KOPO,
  kopoKopo,
  kopoKopoTrigger,
  manualTrigger,
  NEXT,
  nextNode,
  START,
  TRIGGER,
} from './workflows';

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
    await till.untilAllPassed(150_000);
    expect(till.passedOfBefore()).toBe(0);
    const alive = () => till.subscriptions().filter(({ deleted }) => !deleted);
    await until('the subscription', () => alive().length === 1, 90_000);
    await till.pay(2);
    await till.untilAllPassed(90_000);
    expect(await till.account()).toEqual({ twice: [], missing: [] });
    expect(till.subscriptions()).toHaveLength(2);

    const { credential } = stage;
    const check = { resource: 'webhookSubscription', operation: 'check' };
    const asking = chain('Ask', manualTrigger(), kopoKopo(credential, check));
    const said = nodeOutput(await stage.runToEnd(asking, START), KOPO_KOPO);
    expect(said).toMatchObject([{ trigger: TRIGGER, all_well: true }]);
    expect(said[0]?.last_look).toContain('The last one ended on');
    await stage.rest.deactivate(till.workflow.id);
  }, 400_000);
});

describe("'Execute step' of a trigger that only looks", () => {
  it('shows the newest payment at once', async () => {
    const { control, tills } = stage.sandbox;
    await control.customerPays({ amount: 70, at: new Date(Date.now() - 60_000) });
    const newest = await control.customerPays({ amount: 75 });
    const trigger = kopoKopoTrigger(stage.credential, tills.buyGoods, { receive: 'check' });
    const workflow = await stage.save(chain('Back room', trigger, nextNode()));
    await stage.rest.listenForTestEvent(workflow.id, TRIGGER);
    const execution = await stage.ended(workflow.id);
    expect(nodeOutput(execution, NEXT)).toMatchObject([
      { reference: newest.event.event.resource.reference, amount: 75, recovered: true },
    ]);
    expect(control.subscriptions()).toEqual([]);
  });
});
