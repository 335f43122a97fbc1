import type { INode } from 'n8n-workflow';

import { exampleNames, readExample } from '../e2e/exampleFiles';
import { boxesOf, type Box, gapBetween } from './layout';

/** Pixels: closer than this, two things look like one. */
const LEAST_GAP = 8;
/** Pixels: a note is a frame, and what stands at its edge looks framed. */
const LEAST_GAP_TO_NOTE = 24;

describe('On the canvas of every example', () => {
  it.each(exampleNames())('%s: no note lies behind a node, no labels collide', (name) => {
    const boxes = readExample(name).nodes.flatMap(boxesOf);
    expect(tooClose(boxes)).toEqual([]);
  });
});

describe('The measuring itself', () => {
  const node = (name: string, x: number, y: number, type = 'noOp', parameters = {}): INode => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion: 1,
    position: [x, y],
    parameters,
  });
  const note = (x: number, y: number) =>
    node('Note', x, y, 'stickyNote', { width: 300, height: 200 });

  it.each([
    [
      'a note behind a node',
      [note(0, 0), node('Pay', 100, 20)],
      ['Note | Pay', 'Note | label of Pay'],
    ],
    ['a note behind a label', [note(0, 180), node('Pay', 100, 40)], ['Note | label of Pay']],
    [
      'labels side by side',
      [node('A rather long name here', 0, 0), node('Another rather long one', 160, 0)],
      ['label of A rather long name here | label of Another rather long one'],
    ],
    ['a label on the node below', [node('One', 0, 0), node('Two', 0, 110)], ['label of One | Two']],
    ['nothing', [note(0, -260), node('One', 0, 0), node('Two', 224, 0)], []],
  ])('sees %s', (_, nodes, expected) => {
    expect(tooClose(nodes.flatMap(boxesOf))).toEqual(expected);
  });
});

/** The pairs of things that touch or nearly do, such as `Note | label of Pay`. */
function tooClose(boxes: Box[]): string[] {
  return boxes.flatMap((one, index) =>
    boxes.slice(index + 1).flatMap((other) => {
      if (one.node === other.node) return [];
      const least = one.isNote !== other.isNote ? LEAST_GAP_TO_NOTE : LEAST_GAP;
      return gapBetween(one, other) < least ? [`${one.name} | ${other.name}`] : [];
    }),
  );
}
