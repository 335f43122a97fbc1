/** What a customer pays at the till. */
export interface Payment {
  firstName: string;
  lastName: string;
  phoneNumber: string;
  /** KES. */
  amount: number;
}

/** The first one pays as soon as everything runs, the others one after another. */
const CUSTOMERS: Payment[] = [
  { firstName: 'Jane', lastName: 'Doe', phoneNumber: '+254712345678', amount: 100 },
  { firstName: 'Amina', lastName: 'Njeri', phoneNumber: '+254722000111', amount: 250 },
  { firstName: 'Brian', lastName: 'Otieno', phoneNumber: '+254733000222', amount: 1200 },
  { firstName: 'Faith', lastName: 'Mwende', phoneNumber: '+254110000333', amount: 75 },
  { firstName: 'Kevin', lastName: 'Kiprop', phoneNumber: '+254799000444', amount: 4350 },
];

/**
 * What the customers pay, round after round.
 *
 * @param number 0 for the first payment
 */
export function paymentOf(number: number): Payment {
  const [first] = CUSTOMERS;
  const payment = CUSTOMERS[number % CUSTOMERS.length] ?? first;
  if (payment === undefined) throw new Error('There are no customers.');
  return payment;
}

/** For people. */
export function describe({ firstName, lastName, amount }: Payment, tillNumber: string): string {
  return `${firstName} ${lastName} pays KES ${amount.toLocaleString('en')} at till ${tillNumber}`;
}
