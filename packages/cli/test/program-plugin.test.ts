import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createTeam, type Team } from './team.ts';

const release = 'churn/1.0.0';
const plugin = 'plugins/example-python';
const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

async function propose(): Promise<Team> {
  const team = createTeam();
  team.git('checkout', '--quiet', '-b', 'release/churn-1.0.0');
  await team.gate('new', 'churn', '1.0.0', '--tier', 'low');
  team.write(`releases/${release}/table.csv`, 'income\n1\n2\n');
  const validation =
    'validations:\n  - {id: income, plugin: example-python, subject: table, config: {table: table.csv, column: income}}\n';
  team.edit(
    `releases/${release}/release.yaml`,
    (text) => `${text.replace(/^validations:.*\n/m, '')}${validation}`,
  );
  team.commit('Propose');
  return team;
}

const codes = async (team: Team) => {
  const { releases } = await team.check(release);
  return releases.flatMap(({ gates }) => gates.flatMap(({ findings }) => findings.map(({ code }) => code)));
};

test('a program measures, and its evidence is believed until one of its files changes', async (context) => {
  if (!hasPython) context.skip('python3 is not on this machine');
  const team = await propose();
  const { code, err } = await team.gate('validate', release);
  expect([code, err]).toEqual([0, expect.stringMatching(/income: 2 examined; rows 2, missing 0/)]);
  team.commit('Measure');
  const before = await codes(team);
  expect(before.filter((one) => /plugin|evidence/.test(one))).toEqual([]);

  team.git('checkout', '--quiet', 'main');
  team.edit(`${plugin}/measure.py`, (text) => `${text}# changed\n`);
  team.commit('Change the plugin');
  team.git('checkout', '--quiet', 'release/churn-1.0.0');
  team.git('merge', '--quiet', '--no-edit', 'main');
  expect((await codes(team)).filter((one) => !before.includes(one))).toEqual(['validation.plugin_differs']);
  expect(await team.gate('validate', release)).toMatchObject({
    code: 3,
    err: expect.stringContaining('plugin.differs'),
  });
});

test('what only the head has is never run', async () => {
  const team = await propose();
  team.write(
    'plugins/mine/plugin.json',
    team.read(`${plugin}/plugin.json`).replace('example-python', 'mine'),
  );
  team.edit(`releases/${release}/release.yaml`, (text) => text.replace('example-python', 'mine'));
  team.commit('Bring a plugin along');
  expect(await team.gate('validate', release)).toMatchObject({
    code: 3,
    err: expect.stringContaining('plugin.unknown'),
  });
});
