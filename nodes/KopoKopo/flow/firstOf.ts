/** @returns the first of these texts, as a sentence lists them, and how many more there are */
export function firstOf(texts: string[], most: number): string {
  const more = texts.length > most ? ` and ${texts.length - most} more` : '';
  return `${texts.slice(0, most).join(', ')}${more}`;
}
