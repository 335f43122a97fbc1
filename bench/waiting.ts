import { nodeOutput } from '../tools/n8n/rest';
import { stkPush } from './creates';
import { median, runToEnd, secondsOf } from './measure';
import { figure, type Section } from './report';
import type { Stage } from './stage';
import { ACTION, chain, items, START } from './workflows';

const CREATES = 1_000;
const RESULT_AFTER_MS = 2_000;
const NODE = 'Create';

/** Seconds until 1,000 STK pushes have their results, which come 2 s after each create. */
export async function measureWaiting(stage: Stage, rounds: number): Promise<Section> {
  const { rest, sandbox, credential } = stage;
  await sandbox.control('configure', { resultDelayMs: RESULT_AFTER_MS });
  const rows: string[][] = [];
  for (const concurrency of [1, 50]) {
    const { id } = await rest.createWorkflow(
      chain('Wait', [
        START,
        items(CREATES),
        { name: NODE, type: ACTION, credential, parameters: stkPush('wait', { concurrency }) },
      ]),
    );
    const seconds: number[] = [];
    const questions: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await sandbox.control('clear-requests');
      const execution = await runToEnd(rest, id);
      const final = nodeOutput(execution, NODE).filter(({ outcome }) => outcome === 'succeeded');
      if (final.length !== CREATES) throw new Error(`Only ${final.length} results are final`);
      seconds.push(secondsOf(execution, NODE));
      const asked = await sandbox.requests({ method: 'GET', path: 'incoming_payments' });
      questions.push(asked / CREATES);
    }
    rows.push([`${concurrency}`, figure(median(seconds), 2), figure(median(questions), 2)]);
  }
  await sandbox.control('configure', { resultDelayMs: 50 });
  return {
    title: '1,000 STK pushes, waiting for the results',
    intro: `Each result comes ${RESULT_AFTER_MS / 1000} s after its create. All items wait together.`,
    head: ['at a time', 'seconds', 'status queries per item'],
    rows,
    goals: [],
  };
}
