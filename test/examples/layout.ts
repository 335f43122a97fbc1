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

interface Size {
  width: number;
  height: number;
  /** The width of the label below it; none where the name stands inside. */
  label?: number;
}

/** Sizes as n8n 2 draws them; test/e2e/browser/examples.test.ts measures them there. */
const NODE: Size = { width: 96, height: 96, label: 192 };
/** What hangs on an agent. */
const PART: Size = { width: 80, height: 80, label: 160 };
/** What has others hanging on it. */
const AGENT: Size = { width: 224, height: 96 };
const REVIEW: Size = { width: 240, height: 80 };
/** Below a node: its name in up to three lines, and what it does in one. */
const LABEL = { gap: 8, line: 20, subtitle: 21, letter: 9 };

/** The boxes of a node: itself, and its label. */
export function boxesOf(node: INode): Box[] {
  const { name, type, position, parameters } = node;
  const [x, y] = position;
  const common = { node: name, name, x, y };
  if (type === 'n8n-nodes-base.stickyNote') {
    const width = Number(parameters.width);
    return [{ ...common, isNote: true, width, height: Number(parameters.height) }];
  }
  const { label, ...size } = sizeOf(node);
  const own = { ...common, isNote: false, ...size };
  return label === undefined ? [own] : [own, labelOf(own, label)];
}

function sizeOf({ type, parameters }: INode): Size {
  if (type.endsWith('HitlTool')) return REVIEW;
  if (/Tool$|\.lmChat/.test(type)) return PART;
  if (type.endsWith('.agent')) return AGENT;
  if (!type.endsWith('.switch')) return NODE;
  const { rules, options } = Object(parameters);
  const outputs = rules.values.length + (options.fallbackOutput === 'extra' ? 1 : 0);
  return { ...NODE, height: Math.max(NODE.height, (outputs + 1) * 32) };
}

function labelOf({ node, x, y, width, height }: Box, labelWidth: number): Box {
  const lines = Math.min(3, Math.ceil((node.length * LABEL.letter) / labelWidth));
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
