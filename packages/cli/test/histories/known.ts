import type { Action, Command, Landing } from './commands.ts';

// Histories that were once told wrongly by some door. Each is played at every run, whatever the seed.

const merged: Landing = { how: 'no-ff', offset: 0, forced: false };
const anyway: Landing = { ...merged, forced: true };
const quorum: Action = { act: 'quorum' };
const glass: Action = { act: 'glass', with: 'hugo', days: 3 };

function release(actions: Action[], land: Landing | null, name: 'notifier' | 'mailer' = 'notifier'): Command {
  return { do: 'release', name, behind: 0, by: 'ada', key: 'own', again: false, actions, land };
}

function bump(actions: Action[], land: Landing | null): Command {
  return { do: 'govern', change: { what: 'bump' }, version: 1, by: 'ada', key: 'own', actions, land };
}

function say(actions: Action[], about = 0): Command {
  return { do: 'say', about, actions, land: merged };
}

export const known: Record<string, Command[]> = {
  'who governs takes it back on a branch that the merge leaves out': [
    bump([quorum, { act: 'regret', who: 0, how: 'beside' }], merged),
  ],
  'who governs takes it back on main, before the change comes': [
    bump([quorum], null),
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
  'all is well: a key is rotated, glass is broken, ratified, and the next version comes': [
    { ...bump([quorum], merged), change: { what: 'rotate', who: 'cleo', since: false } } as Command,
    release([quorum], merged),
    release([glass], merged),
    say([{ act: 'ratify', by: 'gina', key: 'own' }]),
    release([quorum], merged),
    release([quorum], merged, 'mailer'),
  ],
};
