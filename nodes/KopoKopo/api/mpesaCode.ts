/** As it stands in the customer's SMS: seen so in all samples of the API documentation and in production. */
const TEN_LETTERS_AND_DIGITS = /^[a-z\d]{10}$/i;

/**
 * Whether a text is certainly the code of an M-PESA transaction: at least one letter and one digit. Ten digits
 * may be something else, such as the ID of an event in an older shape.
 */
export function isMpesaCode(text: string): boolean {
  const code = text.trim();
  return TEN_LETTERS_AND_DIGITS.test(code) && /[a-z]/i.test(code) && /\d/.test(code);
}

/**
 * @returns a transaction's reference as M-PESA writes it, in capitals, where it may be a code in small letters;
 *   nobody has published what others look like
 */
export function inCapitals(reference: string): string {
  const isSmall = reference === reference.toLowerCase();
  return isSmall && TEN_LETTERS_AND_DIGITS.test(reference) ? reference.toUpperCase() : reference;
}
