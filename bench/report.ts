/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';

export interface Goal {
  /** What has to hold, e.g. `at least 0.95 of the bare Webhook`. */
  text: string;
  met: boolean;
  /** The figure, e.g. `0.98`. */
  is: string;
}

/** One measured thing, as a table. */
export interface Section {
  title: string;
  /** What was measured and how. */
  intro: string;
  head: string[];
  rows: string[][];
  goals: Goal[];
}

/** @returns with so many decimals; no zeros that mean nothing */
export function figure(value: number, decimals = 1): string {
  return Number.isFinite(value) ? value.toFixed(decimals) : '–';
}

/** @returns the section as Markdown */
export function markdown({ title, intro, head, rows, goals }: Section): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    intro,
    '',
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    ...goals.map(({ text, met, is }) => `- ${met ? '✓' : '✗'} ${text}: **${is}**`),
    '',
  ].join('\n');
}

/** The machine, as a reader needs it to judge the figures. */
export function machine(nodeVersion: string, n8nVersion: string): string {
  const [first] = cpus();
  const load = loadavg()
    .map((value) => figure(value))
    .join(', ');
  return [
    `- ${cpus().length} cores, ${first?.model.trim() ?? 'unknown'}, ${figure(totalmem() / 2 ** 30, 0)} GB of memory`,
    `- n8n ${n8nVersion} on Node.js ${nodeVersion}, its default settings (SQLite)`,
    `- load average when it began: ${load}`,
  ].join('\n');
}

/** Writes `docs/benchmarks.md`. */
export async function writeReport(file: string, about: string, sections: Section[]): Promise<void> {
  const text = `# Benchmarks

Written by \`npm run bench\`. Everything runs on one machine, on loopback: a real n8n with the packed
package, the sandbox in a process of its own, and the process that measures. What is compared runs in
turns, in one run; the figures are medians. Trust the ratios more than the seconds.

${about}

${sections.map(markdown).join('\n')}`;
  await writeFile(file, text);
}
