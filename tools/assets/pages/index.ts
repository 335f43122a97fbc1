import type { OutputSample } from '../../../test/stage/outputSamples';
import type { Assets } from '../asset';
import { eventsPage } from './events';
import { operationPages, OPERATIONS_FOLDER } from './operations';

/**
 * The pages on every operation and event, made of the node's descriptions and of what really comes out.
 *
 * @param samples what each operation gives; without them all are run in the engine, against the sandbox
 */
export async function pages(samples?: OutputSample[]): Promise<Assets> {
  return {
    task: 'pages',
    folders: [OPERATIONS_FOLDER],
    files: [...(await operationPages(samples)), await eventsPage()],
  };
}
