import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTeam } from './team.ts';

const release = 'churn/1.0.0';

/** What `validate` and the policy say of a command that writes what `script` computes. */
async function judge(script: string) {
  const team = createTeam();
  team.git('checkout', '--quiet', '-b', 'release/churn-1.0.0');
  await team.gate('new', 'churn', '1.0.0', '--tier', 'medium');
  team.write(`releases/${release}/train.sh`, `cat "$1" > model.txt\n${script} >> model.txt\n`);
  team.write(`releases/${release}/data/a.csv`, '1\n');
  team.write(`releases/${release}/data/copy.csv`, '1\n');
  const config =
    'command: [sh, train.sh, data/a.csv], inputs: [train.sh, data/a.csv, data/copy.csv], outputs: [{path: model.txt}]';
  const validation = `validations:\n  - {id: again, plugin: reproducibility, subject: model, config: {${config}}}\n`;
  team.edit(
    `releases/${release}/release.yaml`,
    (text) => `${text.replace(/^validations:.*\n/m, '')}${validation}`,
  );
  const { code, err } = await team.gate('validate', release);
  team.commit('Propose');
  const { releases } = await team.check(release);
  const about = releases.flatMap(({ gates }) => gates.flatMap(({ findings }) => findings));
  const codes = about.filter(({ subject }) => /again|outputs/.test(subject)).map((one) => one.code);
  return { code, err, codes, team };
}

test('a command whose result comes out the same passes, one whose result does not is held against it', async () => {
  const same = await judge('echo done');
  expect(same).toMatchObject({
    code: 0,
    err: expect.stringMatching(/again: 1 examined; runs 2.*differing 0/),
  });
  expect(same.codes).not.toContain('validation.threshold_missed');
  expect(same.codes).not.toContain('validation.compared_with_itself');
  const other = await judge('pwd');
  expect(other).toMatchObject({
    code: 0,
    err: expect.stringMatching(/again: 1 examined; runs 2.*differing 1/),
  });
  expect(other.codes).toContain('validation.threshold_missed');
});

test('a command that fails is an error entry', async () => {
  const failed = await judge('cat undeclared.csv');
  expect(failed).toMatchObject({
    code: 1,
    err: expect.stringMatching(/run 1 ended with exit code 1.*undeclared\.csv/),
  });
  expect(failed.codes).toContain('validation.evidence_error');
});

test('judging runs nothing of the release', async () => {
  const team = createTeam();
  team.git('checkout', '--quiet', '-b', 'release/churn-1.0.0');
  await team.gate('new', 'churn', '1.0.0', '--tier', 'medium');
  const config = `{command: [sh, -c, "touch ${team.home}/ran; exit 7"], inputs: [release.yaml], outputs: [{path: x}]}`;
  const validation = `validations:\n  - {id: again, plugin: reproducibility, subject: model, config: ${config}}\n`;
  team.edit(
    `releases/${release}/release.yaml`,
    (text) => `${text.replace(/^validations:.*\n/m, '')}${validation}`,
  );
  team.commit('Propose');
  await team.check(release);
  await team.check('--worktree', release);
  expect(readdirSync(team.home)).not.toContain('ran');
  // Only measuring does, as this error shows.
  expect((await team.gate('validate', release)).err).toContain('run 1 ended with exit code 7');
});

test('verify-evidence runs a command of the release only where it is told to', async () => {
  const { team } = await judge('echo done');
  expect(await team.gate('verify-evidence', release)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/✗ .* again: it runs a command of the release; say --run-commands/),
  });
  expect(await team.gate('verify-evidence', release, '--run-commands')).toMatchObject({
    code: 0,
    err: expect.stringMatching(/✓ .* again: \d+ numbers are the same; not compared.*: run_seconds/),
  });
});
