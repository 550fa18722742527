import { GatehouseError } from '@gatehouse/contracts';

export interface QuorumSigner {
  principal: string;
  /** The roles that this person has signed for. */
  roles: readonly string[];
}

export interface Quorum {
  /** Who fills each needed role, sorted; nobody fills two. */
  assigned: Record<string, string[]>;
  /** How many people each role still lacks; roles that lack nobody are left out. */
  missing: Record<string, number>;
}

/**
 * Fills roles with distinct people, one role each, as many as can be: a maximum bipartite matching by augmenting paths
 * (Kuhn 1955; Berge 1957: a matching without an augmenting path is a maximum one). Each seat of a role is a node, and
 * a person who took one makes room when they can move to another. Throws `policy.invalid` for a count that is not a
 * positive whole number. O(seats × signatures).
 */
export function matchQuorum(
  need: Readonly<Record<string, number>>,
  signers: readonly QuorumSigner[],
): Quorum {
  const seats = Object.entries(need)
    .sort(byName)
    .flatMap(([role, count]) => seatsOf(role, count));
  const candidates = peopleByRole(signers);
  const seatOf = new Map<string, number>();

  // Finds a seat's person, moving others to free seats where that helps; `tried`: people looked at for this seat.
  function fill(seat: number, tried: Set<string>): boolean {
    for (const person of candidates.get(seats[seat] ?? '') ?? []) {
      if (tried.has(person)) continue;
      tried.add(person);
      const taken = seatOf.get(person);
      if (taken === undefined || fill(taken, tried)) {
        seatOf.set(person, seat);
        return true;
      }
    }
    return false;
  }

  const empty = seats.filter((_role, seat) => !fill(seat, new Set()));
  const filled = [...seatOf].map(([person, seat]) => [seats[seat] ?? '', person] as const);
  const roles = [...new Set(seats)];
  return {
    assigned: Object.fromEntries(
      roles.map((role) => [
        role,
        filled
          .filter(([of]) => of === role)
          .map(([, person]) => person)
          .sort(),
      ]),
    ),
    missing: Object.fromEntries(
      roles
        .map((role) => [role, empty.filter((of) => of === role).length] as const)
        .filter(([, count]) => count > 0),
    ),
  };
}

function seatsOf(role: string, count: number): string[] {
  if (Number.isSafeInteger(count) && count > 0 && count <= maxSeats) return Array<string>(count).fill(role);
  throw new GatehouseError('policy.invalid', `the quorum asks for ${count} people with the role ${role}`, {
    hint: `Ask for a whole number from 1 to ${maxSeats}, or leave the role out.`,
  });
}

const maxSeats = 100;

function peopleByRole(signers: readonly QuorumSigner[]): Map<string, string[]> {
  const people = new Map<string, Set<string>>();
  for (const { principal, roles } of signers) {
    for (const role of roles) people.set(role, (people.get(role) ?? new Set()).add(principal));
  }
  return new Map([...people].map(([role, names]) => [role, [...names].sort()]));
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
