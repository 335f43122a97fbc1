/**
 * Whether a text is the code of an M-PESA transaction, as it stands in the customer's SMS.
 *
 * Ten letters and digits, at least one of each: seen in all samples of the API documentation and in
 * production. Ten digits may be something else, such as the ID of an event in an older shape.
 */
export function isMpesaCode(text: string): boolean {
  return /^(?=.*[a-z])(?=.*\d)[a-z\d]{10}$/i.test(text.trim());
}
