import fc from 'fast-check';
import { everybody } from './people.ts';

// Histories as lists of commands: most are what people do, some what attackers do.

export type Action =
  /** The people who are asked sign, each by their own key: two, or for governed files as many as the threshold. */
  | { act: 'quorum' }
  /** People break the glass, some of them as deputies. */
  | { act: 'glass'; by: string[]; days: number }
  /** Somebody who governs ratifies. */
  | { act: 'ratify'; by: string; key: KeyChoice }
  /** One of those who have signed takes it back: on top, or on another branch that is kept, or lost, and may sign again. */
  | { act: 'regret'; who: number; how: 'stay' | 'beside' | 'lost' | 'again' | 'again-beside' }
  | {
      act: 'sign';
      by: string;
      key: KeyChoice;
      role: string;
      decision: Decided;
      until: number | null;
      flaw: Flaw;
      denies: boolean;
    }
  | { act: 'edit'; by: string; key: KeyChoice }
  /** Main is merged into the branch. */
  | { act: 'sync' }
  /** The branch loses its newest commits; another ref keeps them, or does not. */
  | { act: 'drop'; count: number; kept: boolean };

/** `own`: the key of today. The others: lapsed or rotated out, to come, compromised, nobody's, none, one that does not verify. */
export type KeyChoice = 'own' | 'old' | 'first' | 'next' | 'stolen' | 'unknown' | 'none' | 'damaged';
export type Decided = 'approve' | 'withdraw' | 'break-glass' | 'ratify';
export type Flaw = null | 'content' | 'release' | 'project' | 'newer' | 'changes';

export interface Landing {
  how:
    | 'no-ff'
    | 'ff'
    | 'squash'
    | 'octopus'
    | 'foxtrot'
    | 'ours'
    | 'theirs'
    | 'evil-release'
    | 'evil-docs'
    | 'evil-tool'
    | 'old';
  /** Seconds by which the merge is dated ahead. */
  offset: number;
  /** Put on main although the hook refuses it, as on a forge without one. */
  forced: boolean;
}

export type GovernedChange =
  | { what: 'bump' | 'tool' | 'threshold' }
  | { what: 'rotate' | 'remove' | 'steal'; who: string; since: boolean }
  | { what: 'add'; role: 'engineer' | 'product' | 'governance' }
  | { what: 'lend'; from: string; to: string };

interface OnBranch {
  actions: Action[];
  /** null: it is left as it is. */
  land: Landing | null;
}

export type Command =
  | ({
      do: 'release';
      name: 'notifier' | 'mailer';
      behind: number;
      by: string;
      key: KeyChoice;
      again: boolean;
    } & OnBranch)
  | ({ do: 'resume'; branch: number } & OnBranch)
  | ({ do: 'govern'; change: GovernedChange; version: 0 | 1 | 2; by: string; key: KeyChoice } & OnBranch)
  /** A branch from main that only says something about a release. */
  | ({ do: 'say'; about: number } & OnBranch)
  | ({ do: 'docs'; by: string; tool: boolean } & OnBranch)
  | { do: 'wait'; seconds: number };

type Weighted<T> = [weight: number, value: T];

function weighted<T>(...choices: Weighted<T>[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

const who = fc.constantFrom(...everybody);
const author = fc.oneof({ weight: 6, arbitrary: fc.constant('ada') }, { weight: 2, arbitrary: who });
const key = weighted<KeyChoice>(
  ...([
    [16, 'own'],
    [2, 'old'],
    [1, 'first'],
    [1, 'next'],
    [1, 'stolen'],
    [1, 'unknown'],
    [1, 'none'],
    [1, 'damaged'],
  ] as Weighted<KeyChoice>[]),
);
const sign: fc.Arbitrary<Action> = fc.record({
  act: fc.constant('sign' as const),
  by: who,
  key,
  role: weighted([8, 'fit'], [1, 'engineer'], [1, 'product'], [1, 'governance'], [1, 'security']),
  decision: weighted<Decided>([5, 'approve'], [3, 'withdraw'], [2, 'break-glass'], [2, 'ratify']),
  until: weighted<number | null>([8, null], [1, -1], [1, 0], [2, 3], [1, 30]),
  flaw: weighted<Flaw>(
    [16, null],
    [1, 'content'],
    [1, 'release'],
    [1, 'project'],
    [1, 'newer'],
    [1, 'changes'],
  ),
  denies: weighted([6, false], [1, true]),
});
const regret: fc.Arbitrary<Action> = fc.record({
  act: fc.constant('regret' as const),
  who: fc.nat({ max: 3 }),
  how: fc.constantFrom(
    'stay' as const,
    'beside' as const,
    'lost' as const,
    'again' as const,
    'again-beside' as const,
  ),
});
const ratify: fc.Arbitrary<Action> = fc.record({
  act: fc.constant('ratify' as const),
  by: fc.constantFrom('gina', 'gus', 'gwen', 'finn'),
  key,
});
const glass: fc.Arbitrary<Action> = fc.record({
  act: fc.constant('glass' as const),
  by: weighted(
    [6, ['finn', 'hugo']],
    [2, ['finn', 'dan']],
    [2, ['eve', 'dan']],
    [2, ['finn', 'gina']],
    [1, ['finn', 'finn']],
    [1, ['finn']],
  ),
  days: weighted([8, 3], [1, 0], [1, -1], [1, 9]),
});
const rare: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: sign },
  { weight: 3, arbitrary: regret },
  { weight: 1, arbitrary: ratify },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('edit' as const), by: author, key }) },
  { weight: 1, arbitrary: fc.constant({ act: 'sync' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('drop' as const),
      count: fc.integer({ min: 1, max: 2 }),
      kept: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'quorum' as const }) },
);
const settled = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Action[]>([{ act: 'quorum' }]) },
  { weight: 3, arbitrary: fc.tuple(glass) },
  { weight: 1, arbitrary: fc.constant<Action[]>([]) },
);
const actions = fc
  .tuple(
    fc.array(rare, { maxLength: 1 }),
    settled,
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(rare, { maxLength: 3 }) },
    ),
  )
  .map((parts) => parts.flat());
const land: fc.Arbitrary<Landing> = fc.record({
  how: weighted<Landing['how']>(
    ...([
      [22, 'no-ff'],
      [1, 'ff'],
      [1, 'squash'],
      [1, 'octopus'],
      [1, 'foxtrot'],
      [2, 'ours'],
      [2, 'theirs'],
      [1, 'evil-release'],
      [1, 'evil-docs'],
      [1, 'evil-tool'],
      [1, 'old'],
    ] as Weighted<Landing['how']>[]),
  ),
  offset: weighted([16, 0], [1, -250], [1, -400], [1, -550], [1, 250], [1, 400]),
  forced: weighted([2, false], [1, true]),
});
const mayLand = fc.oneof({ weight: 5, arbitrary: land }, { weight: 1, arbitrary: fc.constant(null) });
const onBranch = { actions, land: mayLand };
const change: fc.Arbitrary<GovernedChange> = fc.oneof(
  fc.record({ what: fc.constantFrom('bump' as const, 'tool' as const, 'threshold' as const) }),
  fc.record({
    what: fc.constantFrom('rotate' as const, 'rotate' as const, 'remove' as const, 'steal' as const),
    who: fc.constantFrom('cleo', 'dora', 'finn', 'gina', 'gus', 'hugo', 'bea'),
    since: fc.boolean(),
  }),
  fc.record({
    what: fc.constant('add' as const),
    role: fc.constantFrom('engineer' as const, 'product' as const, 'governance' as const),
  }),
  fc.record({
    what: fc.constant('lend' as const),
    from: fc.constantFrom('cleo', 'bea', 'dora', 'gina'),
    to: fc.constantFrom('dan', 'eve', 'hugo'),
  }),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      name: weighted<'notifier' | 'mailer'>([3, 'notifier'], [1, 'mailer']),
      behind: weighted([6, 0], [1, 1], [1, 2]),
      by: author,
      key,
      again: weighted([8, false], [1, true]),
      ...onBranch,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('resume' as const), branch: fc.nat({ max: 9 }), ...onBranch }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('govern' as const),
      change,
      version: weighted<0 | 1 | 2>([8, 1], [1, 0], [1, 2]),
      by: fc.oneof({ weight: 3, arbitrary: fc.constant('ada') }, { weight: 1, arbitrary: who }),
      key,
      ...onBranch,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      about: fc.nat({ max: 9 }),
      actions: fc.array(
        fc.oneof(
          { weight: 2, arbitrary: sign },
          { weight: 3, arbitrary: regret },
          { weight: 5, arbitrary: ratify },
        ),
        { minLength: 1, maxLength: 2 },
      ),
      land: mayLand,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('docs' as const),
      by: who,
      tool: weighted([2, false], [1, true]),
      actions: fc.constant<Action[]>([]),
      land: mayLand,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 3600, 86_400, 2 * 86_400, 9 * 86_400),
    }),
  },
);

export const history: fc.Arbitrary<Command[]> = fc.array(command, {
  minLength: 3,
  maxLength: 8,
  size: 'max',
});
