import { type Execution, nodeOutput } from '../tools/n8n/rest';
import { median, MemoryWatch, runToEnd, secondsOf, sideBySide } from './measure';
import { figure, type Section } from './report';
import type { Stage } from './stage';
import { ACTION, chain, code, START } from './workflows';

const SIZES = [1_000, 10_000, 50_000];
const FETCH = 'HTTP Request';
const SPLIT = 'Split';
const OURS = 'Kopo Kopo';
const CODE = 'Code node';

/** The same items as ours, from the same JSON. */
const SPLIT_CODE = `
const { id, attributes } = $input.first().json.data;
return attributes.transactions.map(({ type, resource }) => {
  const { id: resource_id, amount, ...rest } = resource;
  return { json: { polling_id: id, event_type: type, resource_id, ...rest, amount: Number(amount) } };
});`;

interface Figure {
  seconds: number;
  megabytes: number;
}

/** Seconds and memory for a polling result that becomes one item for each transaction. */
export async function measurePolling(stage: Stage, rounds: number): Promise<Section> {
  const { rest, sandbox, credential, oauth, n8n } = stage;
  const perThousand: Record<number, number> = {};
  const rows: string[][] = [];
  let memoryToCode = NaN;
  let toCode = NaN;
  for (const size of SIZES) {
    const pollingId = await makePolling(stage, size);
    const ours = await rest.createWorkflow(
      chain(OURS, [
        START,
        {
          name: SPLIT,
          type: ACTION,
          credential,
          parameters: { resource: 'polling', operation: 'get', pollingId },
        },
      ]),
    );
    const built = await rest.createWorkflow(
      chain(CODE, [
        START,
        {
          name: FETCH,
          type: 'n8n-nodes-base.httpRequest',
          typeVersion: 4.2,
          credential: oauth,
          parameters: {
            url: `${sandbox.url}/api/v1/polling/${pollingId}`,
            authentication: 'genericCredentialType',
            genericAuthType: 'oAuth2Api',
            options: {},
          },
        },
        code(SPLIT, SPLIT_CODE),
      ]),
    );
    const once = async (workflowId: string): Promise<Figure> => {
      const watch = await MemoryWatch.start(n8n.pid ?? 0);
      let execution: Execution;
      try {
        execution = await runToEnd(rest, workflowId);
      } finally {
        watch.stop();
      }
      const { length } = nodeOutput(execution, SPLIT);
      if (length !== size) throw new Error(`${length} items instead of ${size}`);
      return { seconds: secondsOf(execution, SPLIT), megabytes: watch.stop() };
    };
    const figures = await sideBySide(rounds, {
      [OURS]: async () => await once(ours.id),
      [CODE]: async () => await once(built.id),
    });
    const of = (name: string, what: keyof Figure) =>
      median((figures[name] ?? []).map((each) => each[what]));
    perThousand[size] = (of(OURS, 'seconds') / size) * 1_000_000;
    toCode = of(OURS, 'seconds') / of(CODE, 'seconds');
    memoryToCode = of(OURS, 'megabytes') / of(CODE, 'megabytes');
    rows.push([
      size.toLocaleString('en'),
      figure(of(OURS, 'seconds'), 2),
      figure(perThousand[size] ?? NaN, 1),
      figure(of(OURS, 'megabytes'), 0),
      figure(of(CODE, 'seconds'), 2),
      figure(of(CODE, 'megabytes'), 0),
    ]);
  }
  const growth = (of: Record<number, number>, from: number) =>
    (of[50_000] ?? NaN) / (of[from] ?? NaN);
  return {
    title: 'Polling: transactions to items',
    intro:
      "Ours asks for the result and makes one item of each transaction; the Code node gets the result from an HTTP Request node, whose time doesn't count, and makes the same items. Memory is n8n's own at its peak, above what it had before the run; it includes loading and saving the execution.",
    head: [
      'transactions',
      'ours, seconds',
      'ours, ms per 1,000',
      'ours, MB',
      'Code node, seconds',
      'Code workflow, MB',
    ],
    rows,
    goals: [
      {
        text: 'linear: time per transaction with 50,000 at most 1.2 times that with 10,000',
        met: growth(perThousand, 10_000) <= 1.2,
        is: figure(growth(perThousand, 10_000), 2),
      },
      {
        text: '50,000: at most 2 times the time of the Code node',
        met: toCode <= 2,
        is: figure(toCode, 2),
      },
      {
        text: '50,000: at most 2 times the memory of the workflow with the Code node',
        met: memoryToCode <= 2,
        is: figure(memoryToCode, 2),
      },
    ],
  };
}

async function makePolling({ rest, sandbox, credential }: Stage, size: number): Promise<string> {
  await sandbox.control('next-result', {
    type: 'polling',
    outcome: 'succeeded',
    transactions: size,
    delayMs: 0,
  });
  const { id } = await rest.createWorkflow(
    chain('Make', [
      START,
      {
        name: 'Make',
        type: ACTION,
        credential,
        parameters: {
          resource: 'polling',
          operation: 'create',
          scope: 'company',
          fromTime: '2026-01-01T00:00:00+03:00',
          toTime: '2026-01-31T00:00:00+03:00',
          resultMode: 'none',
          options: { callbackUrl: 'https://example.com/callback' },
        },
      },
    ]),
  );
  const [made] = nodeOutput(await runToEnd(rest, id), 'Make');
  return String(made?.id);
}
