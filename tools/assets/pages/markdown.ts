/** The first lines of a page that is made. */
export const MADE =
  '<!-- Made by `npx gulp pages`. Change what it is made of: tools/assets/pages. -->';

/** @returns a table; without rows nothing */
export function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Line breaks and bars would end a cell. */
function cell(text: string): string {
  return text.replace(/\n/g, '<br>').replace(/\|/g, '\\|');
}

/** @returns JSON as a block of code */
export function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

/** What only some readers open. */
export function folded(summary: string, text: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** @returns the part of an address that leads to a heading, as GitHub makes it */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-');
}

/** @returns a page or a part of it: what is there, with a line between */
export function paragraphs(...parts: Array<string | undefined>): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** @returns a description with the full stop that a line of its own has */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
