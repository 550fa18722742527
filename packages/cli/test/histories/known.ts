import type { Action, Command, GovernedChange, Landing } from './commands.ts';

// Histories of kinds that were once told wrongly by some door, and of what must go through. Each is played at every run,
// whatever the seed.

const merged: Landing = { how: 'no-ff', offset: 0, forced: false };
const anyway: Landing = { ...merged, forced: true };
const quorum: Action = { act: 'quorum' };
const glass: Action = { act: 'glass', by: ['finn', 'hugo'], days: 3 };

function release(actions: Action[], land: Landing | null, name: 'notifier' | 'mailer' = 'notifier'): Command {
  return { do: 'release', name, behind: 0, by: 'ada', key: 'own', again: false, actions, land };
}

function govern(actions: Action[], land: Landing | null, change: GovernedChange = { what: 'bump' }): Command {
  return { do: 'govern', change, version: 1, by: 'ada', key: 'own', actions, land };
}

function docs(): Command {
  return { do: 'docs', by: 'ada', tool: false, actions: [], land: null };
}

/** `days`: for so long from today. */
function sign(by: string, role: string, days: number | null = null): Action {
  const how = { key: 'own', decision: 'approve', until: days, flaw: null, denies: false } as const;
  return { act: 'sign', by, role, ...how };
}

function say(actions: Action[], land: Landing | null = merged): Command {
  return { do: 'say', about: 0, actions, land };
}

export const known: Record<string, Command[]> = {
  'who governs takes it back on a branch that the merge leaves out': [
    govern([quorum, { act: 'regret', who: 0, how: 'beside' }], merged),
  ],
  'who governs takes it back on main, before the change comes': [
    govern([quorum], null),
    say([{ act: 'regret', who: 0, how: 'stay' }]),
    { do: 'resume', branch: 0, actions: [], land: anyway },
  ],
  'glass is ratified with a key that has lapsed': [
    release([glass], merged),
    say([{ act: 'ratify', by: 'gus', key: 'old' }]),
    release([quorum], anyway),
  ],
  'glass is ratified by somebody who takes it back at once': [
    release([glass], merged),
    say([
      { act: 'ratify', by: 'gina', key: 'own' },
      { act: 'regret', who: 0, how: 'stay' },
    ]),
    release([quorum], anyway),
  ],
  'glass that deputies broke is not ratified': [
    release([{ ...glass, by: ['eve', 'dan'] }], merged, 'mailer'),
    release([quorum], anyway, 'mailer'),
  ],
  'glass is ratified before anything is let go, and that comes to main later': [
    release([glass], null),
    say([{ act: 'ratify', by: 'gina', key: 'own' }], null),
    { do: 'resume', branch: 0, actions: [], land: merged },
    { do: 'resume', branch: 1, actions: [], land: merged },
    release([quorum], anyway),
  ],
  'a withdrawal on main, by a key that is rotated out later': [
    release([quorum], null),
    say([{ act: 'regret', who: 0, how: 'stay' }]),
    govern([quorum], merged, { what: 'rotate', who: 'dora', since: false }),
    { do: 'resume', branch: 0, actions: [sign('dora', 'product')], land: anyway },
  ],
  'a withdrawal is taken back by who comes after it': [
    release([quorum, { act: 'regret', who: 0, how: 'again' }], merged),
  ],
  'dates walk back a little at each step': [
    ...[0, 1, 2].map(() => docs()),
    { do: 'wait', seconds: 3600 },
    { do: 'resume', branch: 0, actions: [], land: merged },
    { do: 'resume', branch: 1, actions: [], land: { ...merged, offset: -250 } },
    { do: 'resume', branch: 2, actions: [], land: { ...anyway, offset: -550 } },
  ],
  'the rules are changed by nobody who may, and a release follows': [
    govern([], anyway, { what: 'tool' }),
    release([quorum], merged),
  ],
  'a change is approved by a key that the next trust root does not have any more': [
    govern([quorum], merged, { what: 'rotate', who: 'gina', since: false }),
  ],
  'the author signs, or somebody for a role that is not theirs': [
    release([sign('ada', 'engineer'), sign('dora', 'product')], merged),
    release([sign('dan', 'engineer'), sign('cleo', 'engineer'), sign('cleo', 'product')], merged),
  ],
  'an approval has lapsed when the branch is merged': [
    release([sign('cleo', 'engineer', 0), sign('dora', 'product')], null),
    { do: 'wait', seconds: 86_400 },
    { do: 'resume', branch: 0, actions: [], land: merged },
  ],
  'all is well: a key is rotated, glass is broken, ratified, and the next version comes': [
    govern([quorum], merged, { what: 'rotate', who: 'cleo', since: false }),
    release([quorum], merged),
    release([glass], merged),
    say([{ act: 'ratify', by: 'gina', key: 'own' }]),
    release([quorum], merged),
    release([quorum], merged, 'mailer'),
  ],
};
