import { expect, test } from 'vitest';
import { createTeam } from './team.ts';

// What stands on the base judges; whatever is wrong with it, nothing is ready.
const rollback = 'policies/gates/rollback/rollback.rego';
const bad: [name: string, path: string, change: (text: string) => string, code: number, place: RegExp][] = [
  [
    'syntax',
    rollback,
    (text) => `${text}\nx := := 1\n`,
    3,
    /policies\/gates\/rollback\/rollback\.rego:\d+:\d+/,
  ],
  [
    'an unsafe variable',
    'policies/lib/result.rego',
    (text) => `${text}\nx if y > 1\n`,
    3,
    /result\.rego:\d+:6/,
  ],
  [
    'an unknown builtin',
    'policies/lib/result.rego',
    (text) => `${text}\nx := conjure(1)\n`,
    3,
    /result\.rego:\d+:6/,
  ],
  [
    'conflicting rules',
    'policies/lib/result.rego',
    (text) => `${text}\nx := 1\n\nx(_) := 2\n`,
    3,
    /result\.rego:\d+:1/,
  ],
  [
    'a rule without METADATA',
    rollback,
    (text) => `${text}\nrules.bare := {"applies": true, "examined": 1, "findings": []}\n`,
    3,
    /rollback\.bare|rollback\.rego|gates\.rollback/,
  ],
  [
    'a gate that disappears',
    'policies/main.rego',
    (text) => text.replace('"gates": gates,', '"gates": object.remove(gates, ["rollback"]),'),
    3,
    /rollback/,
  ],
];

test.each(bad)('%s on the base lets nothing pass', async (_, path, change, code, place) => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit(path, change);
  team.commit('Break the policy');
  const outcome = await team.gate('check', '--all', '--base', 'HEAD');
  expect({ code: outcome.code, told: `${outcome.out}${outcome.err}` }).toEqual({
    code,
    told: expect.stringMatching(place),
  });
});
