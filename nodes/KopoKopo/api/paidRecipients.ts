import type { IDataObject } from 'n8n-workflow';

import { outcomeOfMove, together, type Outcome } from './outcome';

const NOT_SURE =
  "Several recipients have this amount, and Kopo Kopo does not say which of them was paid: see 'disbursements', and look at its dashboard before you pay one of them again.";
const NOT_FOUND =
  "It can't be told from Kopo Kopo's answer what became of this recipient: look at its dashboard before you pay again.";

/** What a destination may be called where a result refers to it. */
const IDENTIFIERS = [
  'reference',
  'phone_number',
  'account_number',
  'till_number',
  'paybill_number',
  'paybill_account_number',
];

/**
 * Who got money and who didn't: one entry for each destination of a send money request, with the
 * disbursement that it got and its `outcome`.
 *
 * The API doesn't say which disbursement belongs to which destination. They are put together by a
 * reference where there is one, else by kind and amount. Where several have the same and not all of
 * their disbursements ended alike, or no disbursement fits, nobody can tell who was paid: these are
 * `pending`, with a `hint`, never a guess.
 *
 * @param destinations of the request, amounts as numbers; none for a sweep
 * @param moves the disbursements, amounts as numbers
 * @param overall what became of the whole request
 * @returns the disbursements alone where there are no destinations
 */
export function paidRecipients(
  destinations: IDataObject[],
  moves: IDataObject[],
  overall: Outcome,
): IDataObject[] {
  if (destinations.length === 0) {
    return moves.map((move) => ({ ...move, outcome: outcomeOfMove(move) }));
  }
  if (moves.length === 0) return destinations.map((entry) => ({ ...entry, outcome: overall }));
  const matching = new Matching(destinations, moves);
  return destinations.map((destination) => ({ ...destination, ...matching.of(destination) }));
}

/** Names the group to which something belongs; undefined where that can't be told. */
type Group = (thing: IDataObject) => string | undefined;

class Matching {
  private readonly found = new Map<IDataObject, IDataObject>();
  private readonly used = new Set<IDataObject>();

  constructor(
    private readonly destinations: IDataObject[],
    private readonly moves: IDataObject[],
  ) {
    const references = new Set(moves.map(referenceOf));
    const mentioned = (destination: IDataObject) =>
      IDENTIFIERS.map((name) => identifier(destination[name])).find(
        (name) => name !== undefined && references.has(name),
      );
    this.match(mentioned, referenceOf, true);
    this.match(kindAndAmount, kindAndAmount);
    this.match(amountOf, amountOf);
    this.match(all, all, destinations.length === 1);
  }

  /** What became of a destination. */
  of(destination: IDataObject): IDataObject {
    return this.found.get(destination) ?? { outcome: 'pending', hint: NOT_FOUND };
  }

  /**
   * Puts together what has no counterpart yet, group by group.
   *
   * @param isOne whether all moves of a group surely belong to its destination, if it is the only one
   */
  private match(ofDestination: Group, ofMove: Group, isOne = false): void {
    const open = this.destinations.filter((destination) => !this.found.has(destination));
    const moves = this.moves.filter((move) => !this.used.has(move));
    const movesByGroup = grouped(moves, ofMove);
    for (const [group, destinations] of grouped(open, ofDestination)) {
      this.settle(destinations, movesByGroup.get(group) ?? [], isOne);
    }
  }

  private settle(destinations: IDataObject[], moves: IDataObject[], isOne: boolean): void {
    const [destination, ...others] = destinations;
    if (!destination || moves.length === 0) return;
    const outcomes = moves.map(outcomeOfMove);
    const outcome = together(outcomes);
    const isSame = new Set(outcomes).size === 1;
    const isAllOfIt = sum(destinations) === sum(moves);
    const inOrder =
      moves.length === destinations.length &&
      moves.every(({ amount }, index) => amount === destinations[index]?.amount);

    if (inOrder && isSame) {
      for (const [index, entry] of destinations.entries()) {
        this.found.set(entry, { ...moves[index], outcome });
      }
    } else if (inOrder) {
      for (const entry of destinations) {
        this.found.set(entry, { outcome: 'pending', hint: NOT_SURE, disbursements: moves });
      }
    } else if (others.length === 0 && (isOne || isAllOfIt)) {
      const [move] = moves;
      const details = moves.length === 1 ? move : { disbursements: moves };
      this.found.set(destination, { ...details, outcome });
    } else if (isSame && isAllOfIt) {
      for (const entry of destinations) this.found.set(entry, { outcome });
    } else return;
    for (const move of moves) this.used.add(move);
  }
}

function grouped(things: IDataObject[], groupOf: Group): Map<string, IDataObject[]> {
  const groups = new Map<string, IDataObject[]>();
  for (const thing of things) {
    const group = groupOf(thing);
    if (group === undefined) continue;
    const members = groups.get(group);
    if (members) members.push(thing);
    else groups.set(group, [thing]);
  }
  return groups;
}

const all: Group = () => '';

const amountOf: Group = ({ amount }) => String(amount);

/** A request has `merchant_wallet`, a result `Mobile Wallet`. */
const kindAndAmount: Group = ({ type, destination_type: name, amount }) => {
  const kind = ['wallet', 'bank', 'paybill', 'till'].find((word) =>
    String(type ?? name)
      .toLowerCase()
      .includes(word),
  );
  return kind === undefined ? undefined : `${kind} ${String(amount)}`;
};

const referenceOf: Group = ({ destination_reference: reference }) => identifier(reference);

function identifier(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim().replace(/^\+/, '');
  return text === '' ? undefined : text;
}

function sum(things: IDataObject[]): number {
  // In cents: sums of decimals are not exact.
  return things.reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0);
}
