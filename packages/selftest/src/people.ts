import type { Decision, TrustRoot } from '@gatehouse/contracts';
import { type Key, makeKey } from './keys.ts';

/** Somebody who exists in a selftest alone, with a key of their own. */
export interface Person {
  id: string;
  email: string;
  key: Key;
}

/** A place in the quorum, and who signs for it. */
export interface Seat {
  role: string;
  person: Person;
}

/** A question about the release, and who answers it. */
export interface Answer extends Pick<Question, 'item' | 'version' | 'rests_on'>, Seat {}

type Question = Decision['questions'][number];

/** The cast of a selftest. */
export interface Cast {
  /** Writes the release; holds every role that is asked for, and governs. */
  author: Person;
  /** Enough for the quorum, one seat each. */
  seats: Seat[];
  /** Who answers what has to be confirmed: those whom the release names, people of the quorum, and others. */
  answers: Answer[];
  /** The people of the real trust root whom the release names, with keys of this selftest. */
  named: ReadonlyMap<string, Person>;
  /** Two, as many as it takes to change what judges. Governors sign for `governance`. */
  governors: [Person, Person];
  governance: string;
  /** As many as it takes to break the glass, in the role `glass`. They govern as well. */
  breakers: [Person, ...Person[]];
  glass: string;
  /** Governs as well, and did not break any glass. */
  ratifier: Person;
  /** One person with two keys and two roles of the quorum; where that has one role only, it is the same twice. */
  twin: { person: Person; other: Key; roles: [string, string] };
  /** Holds the role of the first seat, and is a bot. */
  bot: Person;
  /** A bot that measures what others write, and does nothing else. */
  measurer: Person;
  /** Is in the trust root, without a role. */
  guest: Person;
  /** Was lent the role of the first seat, until yesterday. */
  deputy: Person;
  /** Holds the role of the first seat with a key that has lapsed yesterday. */
  lapsed: Person;
  /** In no trust root. */
  stranger: Person;
  /** A key that the trust root calls compromised. */
  stolen: Key;
}

export function makePerson(id: string): Person {
  return { id: `selftest-${id}`, email: `${id}@selftest.invalid`, key: makeKey() };
}

export function makeCast(
  quorum: readonly { role: string; need: number }[],
  {
    governance,
    glass,
    breakers = 2,
    questions = [],
    principals = {},
  }: {
    governance: string;
    glass: string;
    breakers?: number;
    questions?: readonly Question[];
    principals?: TrustRoot['principals'];
  },
): Cast {
  const roles = quorum.flatMap(({ role, need }) => Array<string>(need).fill(role));
  const [first = governance, second = first] = quorum.map(({ role }) => role);
  const seats = roles.map((role, index) => ({ role, person: makePerson(`signer-${index + 1}`) }));
  return {
    author: makePerson('author'),
    seats,
    ...castAnswers(questions, seats, principals),
    governors: [makePerson('governor-1'), makePerson('governor-2')],
    governance,
    breakers: [
      makePerson('breaker-1'),
      ...Array.from({ length: breakers - 1 }, (_, one) => makePerson(`breaker-${one + 2}`)),
    ],
    glass,
    ratifier: makePerson('ratifier'),
    twin: { person: makePerson('twin'), other: makeKey(), roles: [first, second] },
    bot: makePerson('bot'),
    measurer: makePerson('measurer'),
    guest: makePerson('guest'),
    deputy: makePerson('deputy'),
    lapsed: makePerson('lapsed'),
    stranger: makePerson('stranger'),
    stolen: makeKey(),
  };
}

type Principal = TrustRoot['principals'][string];

/**
 * A trust root of the cast. The principals of the real one stay, because releases name them, with other keys: nobody
 * in it can sign here.
 */
export function castRoot(
  real: TrustRoot,
  cast: Cast,
  at: { version: number; previous: string | null; name: string; yesterday: string },
): TrustRoot {
  const { author, seats, governors, governance, breakers, glass, ratifier, twin } = cast;
  const { bot, measurer, guest, deputy, lapsed, stolen, named } = cast;
  const others = cast.answers.filter(
    ({ person }) => !named.has(person.id) && !seats.some((seat) => seat.person === person),
  );
  const roles = [...new Set(seats.map(({ role }) => role))];
  const first = seats[0];
  // Whoever writes the release holds every role that measures: that they lack one is no reason to refuse it.
  const known = Object.values(real.principals).flatMap((one) => one.roles);
  const own: [Person, string[], Partial<Principal>?][] = [
    [author, [...new Set([...roles, ...known, governance])]],
    ...seats.map(({ role, person }): [Person, string[]] => [person, [role]]),
    ...[...governors, ratifier].map((person): [Person, string[]] => [person, [governance]]),
    ...breakers.map((person): [Person, string[]] => [person, [...new Set([glass, governance])]]),
    ...[...new Set(others.map(({ person }) => person))].map((person): [Person, string[]] => [
      person,
      [...new Set(others.filter((one) => one.person === person).map(({ role }) => role))],
    ]),
    [twin.person, [...new Set(twin.roles)], { keys: [twin.person.key.line, twin.other.line] }],
    [bot, twin.roles.slice(0, 1), { kind: 'bot' }],
    [measurer, [...new Set([...known, ...roles])], { kind: 'bot' }],
    [guest, []],
    [deputy, []],
    [lapsed, twin.roles.slice(0, 1), { keys: [{ ssh: lapsed.key.line, until: at.yesterday }] }],
  ];
  const lent = { to: deputy.id, path: `releases/${at.name}`, until: at.yesterday };
  return {
    schema: 'gatehouse/trust-root@1',
    project: real.project,
    version: at.version,
    previous: at.previous,
    governance: { role: governance, threshold: 2 },
    principals: Object.fromEntries([
      ...Object.entries(real.principals).map(([id, one]) => [
        id,
        { ...one, keys: [(named.get(id)?.key ?? makeKey()).line] },
      ]),
      ...own.map(([person, held, change]) => [person.id, principal(person, held, change)]),
    ]),
    ...(first && { delegations: [{ from: first.person.id, role: first.role, ...lent }] }),
    compromised: [{ key: stolen.fingerprint, since: null, reason: 'stolen, in a selftest' }],
  };
}

/** Who answers what: whoever is named, somebody of the quorum in a role that may, or one more person for the role. */
function castAnswers(
  questions: readonly Question[],
  seats: readonly Seat[],
  principals: TrustRoot['principals'],
): Pick<Cast, 'answers' | 'named'> {
  const named = new Map<string, Person>();
  const others = new Map<string, Person>();
  const personFor = ({ roles, named: who }: Question): Seat => {
    const real = who === null ? undefined : principals[who];
    if (who !== null && real !== undefined) {
      const person = named.get(who) ?? { id: who, email: real.emails?.[0] ?? '', key: makeKey() };
      named.set(who, person);
      return { role: roles.find((role) => real.roles.includes(role)) ?? `${roles[0]}`, person };
    }
    const seat = seats.find(({ role }) => roles.includes(role));
    if (seat !== undefined) return seat;
    const role = `${roles[0]}`;
    const person = others.get(role) ?? makePerson(`answers-${role}`);
    others.set(role, person);
    return { role, person };
  };
  return { answers: questions.map((question) => ({ ...question, ...personFor(question) })), named };
}

function principal({ email, key }: Person, roles: string[], change: Partial<Principal> = {}): Principal {
  return { kind: 'person', emails: [email], roles, keys: [key.line], ...change };
}
