import type { INode } from 'n8n-workflow';

/** What something takes up on n8n's canvas, in pixels. */
export interface Box {
  /** The node that it is, or that it is a part of. */
  node: string;
  name: string;
  isNote: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Sizes as n8n 2 draws them; test/e2e/browser/examples.test.ts measures them there. */
const NODE = 96;
/** A node that others hang on, such as an agent: its name stands inside. */
const AGENT_WIDTH = 256;
/** Below a node: its name in up to three lines, and what it does in one. */
const LABEL = { widest: 192, gap: 8, line: 21, subtitle: 18, letter: 8.5 };

/** The boxes of a node: itself, and its label. */
export function boxesOf({ name, type, position: [x, y], parameters }: INode): Box[] {
  const common = { node: name, name, x, y };
  if (type === 'n8n-nodes-base.stickyNote') {
    const width = Number(parameters.width);
    return [{ ...common, isNote: true, width, height: Number(parameters.height) }];
  }
  const isAgent = type.endsWith('.agent');
  const width = isAgent ? AGENT_WIDTH : NODE;
  const own = { ...common, isNote: false, width, height: NODE };
  return isAgent ? [own] : [own, labelOf(own)];
}

function labelOf({ node, x, y, width, height }: Box): Box {
  const text = node.length * LABEL.letter;
  const lines = Math.min(3, Math.ceil(text / LABEL.widest));
  const labelWidth = Math.min(LABEL.widest, text);
  return {
    node,
    name: `label of ${node}`,
    isNote: false,
    x: x + width / 2 - labelWidth / 2,
    y: y + height + LABEL.gap,
    width: labelWidth,
    height: lines * LABEL.line + LABEL.subtitle,
  };
}

/** How far two boxes are apart; 0 or less where they touch or overlap. */
export function gapBetween(one: Box, other: Box): number {
  const across = Math.max(one.x, other.x) - Math.min(one.x + one.width, other.x + other.width);
  const down = Math.max(one.y, other.y) - Math.min(one.y + one.height, other.y + other.height);
  return Math.max(across, down);
}
