import type { IDataObject } from 'n8n-workflow';

import { sumInCents } from './amount';
import { errorTexts } from './errorBody';
import { arrivedIn, outcomesOf, reasonOf, together, type Move, type Outcome } from './moves';
import { identifiersOf, kindOf, referenceOf } from './recipientIdentity';

const NOT_SURE =
  "Several recipients have this amount, and Kopo Kopo does not say which of them was paid: see 'transfer_batches', and look at its dashboard before you pay one of them again.";
const NOT_FOUND =
  "It can't be told from Kopo Kopo's answer what became of this recipient: look at its dashboard before you pay again.";

/**
 * Who got money and who didn't: one entry for each destination of a send money request, with the
 * disbursement that it got, its `outcome`, and in `reason` why it failed. What the request says of a
 * recipient is never replaced.
 *
 * The API doesn't say which disbursement belongs to which destination, and lists them in an order of its
 * own. They are put together by every identifier that a disbursement has (phone number, account, till,
 * paybill, reference), else by kind and amount. Where several are alike and not all of their
 * disbursements ended alike, or none fits, nobody can tell who was paid: these are `pending`, with a
 * `hint`, never a guess.
 *
 * @param destinations of the request, amounts as numbers; none for a sweep
 * @param overall what became of the whole request: no recipient's share is settled before it that may not be all there
 * @returns the disbursements alone where there are no destinations
 * Source: results of version 2 of the API as its SDKs have them: some name the recipient, some don't.
 */
export function paidRecipients(
  destinations: IDataObject[],
  moves: Move[],
  overall: Outcome,
): IDataObject[] {
  if (destinations.length === 0) {
    return moves.map((move) => recipient(move.said, found(move.outcome, [move])));
  }
  if (moves.length === 0) {
    return destinations.map((entry) => recipient(entry, found(overall, [])));
  }
  const matching = new Matching(destinations, moves, overall);
  return destinations.map((entry) => recipient(entry, matching.of(entry)));
}

/**
 * What became of a request by its recipients.
 *
 * @param destinations as for {@link paidRecipients}
 * @returns undefined where it can't be told of all moves whose they are, by who they say they are for
 */
export function outcomeByRecipients(
  destinations: IDataObject[],
  moves: Move[],
): Outcome | undefined {
  const matching = new Matching(destinations, moves, 'pending');
  if (!matching.isByName) return undefined;
  return together(outcomesOf(destinations.map((entry) => matching.of(entry))));
}

/** What became of one destination. */
interface Found {
  outcome: Outcome;
  /** Its own disbursements, where it is known which they are. */
  moves: Move[];
  /** What went wrong with it. */
  errors: string[];
  hint?: string;
}

function found(outcome: Outcome, moves: Move[], hint?: string): Found {
  return { outcome, moves, errors: moves.flatMap(({ said }) => errorTexts(said.errors)), hint };
}

/** The disbursement's fields beside those of the destination; all of them where they are several, or of another amount. */
function recipient(destination: IDataObject, { outcome, moves, errors, hint }: Found): IDataObject {
  const disbursements = moves.map(({ said }) => said);
  const [move = {}, ...others] = disbursements;
  const isWhole = others.length === 0 && (move.amount === destination.amount || moves.length === 0);
  const own = Object.entries(destination).filter(([, value]) => value !== null);
  return {
    ...destination,
    ...(others.length === 0 ? move : {}),
    ...Object.fromEntries(own),
    outcome,
    reason: reasonOf(outcome, errors),
    ...(moves.length > 0 || errors.length > 0 ? { errors } : {}),
    ...(isWhole ? {} : { disbursements }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Names the group to which something belongs; undefined where that can't be told. */
type Group = (thing: IDataObject) => string | undefined;

class Matching {
  private readonly found = new Map<IDataObject, Found>();
  private readonly used = new Set<Move>();
  private readonly identifiers = new Map<IDataObject, Map<string, string>>();
  /** Who it is that a destination, or a disbursement, names. */
  private readonly names = new Map<IDataObject, string>();
  /** Of whom there are several destinations. */
  private readonly namesOfSeveral = new Set<string>();

  constructor(
    private readonly destinations: IDataObject[],
    private readonly moves: Move[],
    private readonly overall: Outcome,
  ) {
    for (const thing of [...destinations, ...moves.map(({ said }) => said)])
      this.identifiers.set(thing, identifiersOf(thing));
    this.identify();
    const name: Group = (thing) => this.names.get(thing);
    const nameOfOne: Group = (thing) =>
      this.namesOfSeveral.has(name(thing) ?? '') ? undefined : name(thing);
    // First, or a part that failed and is of the whole amount would hide the others that have arrived.
    this.match(destinations.length === 1 ? () => '' : nameOfOne, this.differ, true);
    this.match(all(name, amountOf, nicknameOf), this.differ);
    this.match(all(name, amountOf), this.differ);
    this.match(name, this.differ, true);
    this.match(all(kindOf, amountOf), this.differ);
    this.match(amountOf, (one, other) => this.differ(one, other) || differInKind(one, other));
    this.match(() => '', this.differ);
  }

  /** Whether every disbursement names a destination, each of which is for somebody else. */
  get isByName(): boolean {
    const all = [...this.destinations, ...this.moves.map(({ said }) => said)];
    return this.namesOfSeveral.size === 0 && all.every((thing) => this.names.has(thing));
  }

  of(destination: IDataObject): Found {
    return this.found.get(destination) ?? found('pending', [], NOT_FOUND);
  }

  /** Gives every disbursement the name of the one recipient whose identifiers it has. */
  private identify(): void {
    const byIdentifier = new Map<string, IDataObject[]>();
    const named = new Set<string>();
    for (const destination of this.destinations) {
      const own = this.identifiers.get(destination) ?? new Map<string, string>();
      if (own.size === 0) continue;
      const name = JSON.stringify([...own]);
      if (named.has(name)) this.namesOfSeveral.add(name);
      named.add(name);
      this.names.set(destination, name);
      for (const entry of own) {
        const key = JSON.stringify(entry);
        byIdentifier.set(key, [...(byIdentifier.get(key) ?? []), destination]);
      }
    }
    for (const { said: move } of this.moves) {
      const namesBy = (identifiers: Map<string, string>) =>
        [...identifiers]
          .flatMap((entry) => byIdentifier.get(JSON.stringify(entry)) ?? [])
          .filter((destination) => !this.differ(destination, move))
          .map((destination) => this.names.get(destination) ?? '');
      const own = namesBy(this.identifiers.get(move) ?? new Map());
      const [one, ...others] = new Set(own.length > 0 ? own : namesBy(referenceOf(move)));
      if (one !== undefined && others.length === 0) this.names.set(move, one);
    }
  }

  /** Whether the two say that they are of different people. */
  private readonly differ = (one: IDataObject, other: IDataObject): boolean => {
    const others = this.identifiers.get(other);
    for (const [kind, value] of this.identifiers.get(one) ?? []) {
      if ((others?.get(kind) ?? value) !== value) return true;
    }
    return false;
  };

  /**
   * Puts together what has no counterpart yet, group by group.
   *
   * @param differ whether a destination and a disbursement can't belong together
   * @param isOne whether all moves of a group surely belong to its destination, if it is the only one
   */
  private match(
    groupOf: Group,
    differ: (destination: IDataObject, move: IDataObject) => boolean,
    isOne = false,
  ): void {
    const open = this.destinations.filter((destination) => !this.found.has(destination));
    const movesByGroup = grouped(
      this.moves.filter((move) => !this.used.has(move)),
      ({ said }) => groupOf(said),
    );
    for (const [group, destinations] of grouped(open, groupOf)) {
      const moves = movesByGroup.get(group) ?? [];
      this.settle(
        destinations.filter((entry) => moves.some(({ said }) => !differ(entry, said))),
        moves.filter(({ said }) => destinations.some((entry) => !differ(entry, said))),
        isOne,
      );
    }
  }

  private settle(destinations: IDataObject[], moves: Move[], isOne: boolean): void {
    const [destination, ...others] = destinations;
    if (!destination || moves.length === 0) return;
    const listed = moves.map(({ said }) => said);
    const outcomes = outcomesOf(moves);
    // Of what failed and was tried again there are two.
    const isThere = sum(arrivedIn(moves)) === sum(destinations);
    const outcome = isThere && others.length === 0 ? 'succeeded' : together(outcomes);
    const isSame = new Set(outcomes).size === 1;
    const left = sum(destinations) - sum(listed);
    // Of amounts that nobody says there is no sum.
    const haveSame = haveSameAmounts(destinations, listed);

    if (others.length === 0 && (isOne || isThere || left === 0 || haveSame)) {
      // More may follow while the request is open; and some of it is a success only if the request is one.
      const isShort = left > 0 && (this.overall === 'pending' || outcome === 'succeeded');
      this.found.set(destination, found(isShort ? this.overall : outcome, moves));
    } else if (isSame && left === 0) {
      const errors = commonErrors(listed);
      for (const entry of destinations) this.found.set(entry, { outcome, moves: [], errors });
    } else if (haveSame) {
      for (const entry of destinations) this.found.set(entry, found('pending', [], NOT_SURE));
    } else return;
    for (const move of moves) this.used.add(move);
  }
}

/** What went wrong with all of them; nothing where it is not the same. */
function commonErrors(moves: IDataObject[]): string[] {
  const [first = [], ...others] = moves.map(({ errors }) => errorTexts(errors));
  return others.every((texts) => texts.join() === first.join()) ? first : [];
}

function grouped<T>(things: T[], groupOf: (thing: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groupOf(thing);
    if (group === undefined) continue;
    const members = groups.get(group);
    if (members) members.push(thing);
    else groups.set(group, [thing]);
  }
  return groups;
}

/** The group of things that are in the same group by each of these. */
function all(...groups: Group[]): Group {
  return (thing) => {
    const parts = groups.map((group) => group(thing));
    return parts.includes(undefined) ? undefined : JSON.stringify(parts);
  };
}

const amountOf: Group = ({ amount }) => String(amount);

const nicknameOf: Group = ({ nickname }) =>
  typeof nickname === 'string' && nickname !== '' ? nickname : undefined;

function differInKind(one: IDataObject, other: IDataObject): boolean {
  const [kind, another] = [kindOf(one), kindOf(other)];
  return kind !== undefined && another !== undefined && kind !== another;
}

function haveSameAmounts(some: IDataObject[], others: IDataObject[]): boolean {
  const amounts = (things: IDataObject[]) => things.map(amountOf).sort().join();
  return amounts(some) === amounts(others);
}

function sum(things: IDataObject[]): number {
  return sumInCents(things.map(({ amount }) => amount));
}
