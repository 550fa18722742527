import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProposal, createSigned, createTeam, engine, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;
const model = `${folder}/model/credit-scorer.onnx`;
const refs = (team: Team) => team.git('for-each-ref');

/** Exit 3, in words that say what, and a hint that says how to go on; never "a bug". */
function refused(code: string, what: RegExp, remedy: RegExp) {
  const all = new RegExp(
    `${what.source}[\\s\\S]*${code.replace('.', '\\.')}[\\s\\S]*→[\\s\\S]*${remedy.source}`,
  );
  return { code: 3, err: expect.stringMatching(all) };
}

describe('work that no commit has', () => {
  test('a release that is not committed is named first, and the answer is not ready', async () => {
    const team = await createSigned();
    expect((await team.gate()).code).toBe(0);
    team.addRelease('tumour-triage/1.0.0');
    const { code, out } = await team.gate();
    expect(code).toBe(2);
    const [first, last] = [
      out.indexOf('tumour-triage/1.0.0 is not committed'),
      out.indexOf('credit-scorer 1.1.0'),
    ];
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(last);
    expect(await team.check()).toMatchObject({
      verdict: 'inconclusive',
      releases: [{ release, verdict: 'ready' }],
      unsettled: [{ release: 'tumour-triage/1.0.0', code: 'refused.dirty' }],
    });
  });

  test('so is a change of a release that is committed, and a run about another one says nothing of it', async () => {
    const team = await createSigned();
    team.edit(`${folder}/model-card.md`, (text) => `${text}\nMore.\n`);
    const report = await team.check(release);
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      unsettled: [{ release, code: 'refused.dirty' }],
    });
    expect(report.unsettled?.[0]?.message).toMatch(/model-card\.md/);
    expect((await team.check('credit-scorer/1.0.0')).unsettled).toBeUndefined();
  });

  test('on a branch where nothing else differs there is something to settle', async () => {
    const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
    team.git('checkout', '--quiet', '-b', 'release/x');
    team.commit('Nothing yet');
    team.addRelease(release);
    expect(await team.gate()).toMatchObject({
      code: 2,
      out: expect.stringMatching(/nothing that is committed/),
    });
    expect(await team.gate(release)).toMatchObject(
      refused('refused.dirty', /is not committed/, /--worktree/),
    );
    expect(await team.gate('churn/9')).toMatchObject({ code: 3, err: expect.stringMatching(/usage\.value/) });
  });

  test('a preview judges it, and a run about a commit or another place does not look', async () => {
    const team = await createSigned();
    team.addRelease('tumour-triage/1.0.0');
    expect((await team.check('--worktree')).unsettled).toBeUndefined();
    for (const args of [
      ['--head', 'HEAD'],
      ['--base', 'refs/heads/main'],
    ]) {
      expect(await team.gate(...args)).toMatchObject({ code: 0 });
    }
    const clone = join(team.home, 'clone');
    team.git('clone', '--quiet', team.root, clone);
    cpSync(join(team.root, 'releases/tumour-triage'), join(clone, 'releases/tumour-triage'), {
      recursive: true,
    });
    expect((await team.check('--repo', clone)).unsettled).toBeUndefined();
  });

  test('what validate leaves lying around while it runs is no work of anybody', async () => {
    const team = await createSigned();
    team.write(`${folder}/.evidence.lock`, '');
    team.write(`${folder}/release.yaml.gatehouse-new`, '');
    expect(await team.gate()).toMatchObject({ code: 0 });
  });

  test('git is asked as the user sees it: nothing is written, and no hook runs', async () => {
    const team = await createSigned();
    const proof = join(team.home, 'ran');
    mkdirSync(join(team.home, 'hooks'));
    for (const hook of ['post-index-change', 'monitor'])
      writeFileSync(join(team.home, 'hooks', hook), `#!/bin/sh\ntouch '${proof}'\n`, { mode: 0o755 });
    team.git('config', 'core.hooksPath', join(team.home, 'hooks'));
    team.git('config', 'core.fsmonitor', join(team.home, 'hooks/monitor'));
    team.write(`${folder}/model-card.md`, team.read(`${folder}/model-card.md`));
    expect(await team.gate()).toMatchObject({ code: 0 });
    expect(() => execFileSync('ls', [proof], { stdio: 'pipe' })).toThrow();
  });
});

describe('sign-offs belong on the branch', () => {
  test.each([
    [[]],
    [['--withdraw']],
    [['--ratify']],
    [['--break-glass', '--reason', 'x', '--until', '2026-11-30']],
  ])('not on main: %j', async (how) => {
    const team = await createSigned();
    team.as('katherine');
    team.git('checkout', '--quiet', 'main');
    const before = refs(team);
    const signed = await team.gate('sign', 'credit-scorer/1.0.0', '--role', 'product', '--yes', ...how);
    expect(signed).toMatchObject(refused('refused.branch', /this is main/, /git switch/));
    expect(refs(team)).toBe(before);
  });

  test('governed files neither', async () => {
    const team = createTeam();
    team.as('hypatia');
    expect(await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).toMatchObject(
      refused('refused.branch', /this is main/, /git switch/),
    );
  });

  test('on a detached HEAD it says that no branch keeps the commit, and how to keep it', async () => {
    const team = createProposal();
    team.as('katherine');
    team.git('checkout', '--quiet', '--detach');
    const { code, err } = await team.gate('sign', release, '--role', 'product', '--yes');
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringMatching(/no branch keeps[\s\S]*git switch --create/),
    });
    team.git('checkout', '--quiet', 'release/credit-scorer-1.1.0');
    team.as('emmy');
    expect(await team.gate('sign', release, '--role', 'risk', '--yes')).toMatchObject({ code: 0, err: '' });
  });
});

describe('another place than was meant', () => {
  test.each([
    ['a folder that is not there', 'nowhere', /does not exist/],
    ['a file', 'repository/policies/main.rego', /is a file/],
    ['something below a file', 'repository/policies/main.rego/x', /through a file/],
  ])('%s', async (_, path, what) => {
    const team = createTeam();
    for (const command of [
      [],
      ['audit'],
      ['validate'],
      ['new', 'a', '1'],
      ['trust', 'check'],
      ['policy', 'check'],
    ]) {
      const outcome = await team.gate(...command, '--repo', join(team.home, path));
      expect(outcome).toMatchObject(refused('config.not_a_repository', what, /--repo <folder>/));
    }
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be entered', async () => {
    const team = createTeam();
    const closed = join(team.home, 'closed');
    mkdirSync(closed, { mode: 0 });
    const outcome = await team.gate('--repo', closed);
    chmodSync(closed, 0o755);
    expect(outcome).toMatchObject(refused('config.not_a_repository', /cannot be entered/, /--repo <folder>/));
  });

  test.each(['master', 'trunk', 'mainline'])(
    'a default branch %s is named, and what can be done',
    async (branch) => {
      const team = createProposal();
      team.git('branch', '--move', 'main', branch);
      const told = new RegExp(`--move ${branch} main[\\s\\S]*refs/heads/${branch}`);
      const what = new RegExp(`no branch main[\\s\\S]*there is ${branch}`);
      expect(await team.gate()).toMatchObject(refused('config.no_base', what, told));
      expect(await team.gate('audit')).toMatchObject(refused('config.no_base', what, told));
      expect(await team.gate('trust', 'bump')).toMatchObject(refused('config.no_base', what, told));
      expect(await team.gate('promote', release)).toMatchObject(refused('git.ref', what, told));
      expect((await team.gate('--base', `refs/heads/${branch}`)).code).toBe(2);
    },
  );

  test('main that only origin has', async () => {
    const team = createProposal();
    team.git('update-ref', 'refs/remotes/origin/main', 'main');
    team.git('branch', '--delete', '--force', 'main');
    expect(await team.gate('promote', release)).toMatchObject(
      refused('git.ref', /only what origin has/, /git branch main refs\/remotes\/origin\/main/),
    );
  });
});

describe('words that are nearly right', () => {
  test.each([
    [['churn', '1.0.0', '--profile', 'finanze'], /there is no profile "finanze"/, /Did you mean finance\?/],
    [['churn', '1.0.0', '--profile', 'defence'], /there is no profile "defence"/, /finance, healthcare/],
    [['churn', '1.0.0', '--tier', 'hihg'], /not a tier/, /Did you mean high\?/],
    [['churn', 'v1.0.0'], /a tag rather than a version/, /Did you mean 1\.0\.0\?/],
  ])('new %j', async (args, what, remedy) => {
    const team = createTeam();
    const before = refs(team);
    expect(await team.gate('new', ...args, '--branch')).toMatchObject(refused('usage.value', what, remedy));
    expect([refs(team), team.git('status', '--porcelain')]).toEqual([before, '']);
  });

  test('a profile of a pack is known, and versions go on as they were begun', async () => {
    const team = createTeam();
    team.write('policies/packs.yaml', 'packs: [ours]\n');
    team.write('packs/ours/profiles/payments/payments.yaml', 'title: Payments\nleast_tier: low\n');
    expect(await team.gate('new', 'churn', '1.0.0', '--profile', 'payments')).toMatchObject({
      code: 0,
      err: '',
    });
    mkdirSync(join(team.root, 'releases/legacy/v1'), { recursive: true });
    expect(await team.gate('new', 'legacy', 'v2')).toMatchObject({ code: 0, err: '' });
  });

  test('a role that is nearly one that somebody asks for; one that is near to none may be new', async () => {
    const team = createTeam();
    for (const [role, meant] of [
      ['enginer', 'engineer'],
      ['sra', 'sre'],
      ['clincal', 'clinical'],
      ['Governance', 'governance'],
      ['evidnce', 'evidence'],
    ]) {
      expect(await team.gate('trust', 'add', 'ada', '--role', role as string)).toMatchObject(
        refused('usage.value', new RegExp(`"${role}"`), new RegExp(`Did you mean ${meant}\\?`)),
      );
    }
    expect(team.git('status', '--porcelain')).toBe('');
    expect(await team.gate('trust', 'add', 'ada', '--role', 'treasury')).toMatchObject({ code: 0 });
    expect(await team.gate('trust', 'add', 'ada', '--role', 'evidence')).toMatchObject({ code: 0 });
  });
});

describe('a main that is not what others have', () => {
  test('promote does not build on one that is behind or apart from that of origin', async () => {
    const team = await createSigned();
    const main = team.git('rev-parse', 'main');
    const tree = team.git('rev-parse', 'main^{tree}');
    const newer = team.git('commit-tree', '-p', main, '-m', 'Theirs', tree);
    team.git('update-ref', 'refs/remotes/origin/main', newer);
    const before = refs(team);
    expect(await team.gate('promote', release)).toMatchObject(
      refused('refused.branch', /behind that of origin, as of the last fetch/, /git fetch origin/),
    );
    const apart = team.git('commit-tree', '-m', 'Another beginning', tree);
    team.git('update-ref', 'refs/remotes/origin/main', apart);
    expect(await team.gate('promote', release)).toMatchObject(
      refused('refused.branch', /gone apart/, /git log refs\/remotes\/origin\/main\.\.refs\/heads\/main/),
    );
    team.git('update-ref', 'refs/remotes/origin/main', newer);
    expect(refs(team)).toBe(before);
    // It may well be ahead: what was promoted here is not pushed yet.
    team.git('update-ref', 'refs/remotes/origin/main', main);
    expect(await team.gate('promote', release)).toMatchObject({ code: 0 });
  });

  test('a signer whose clock is ahead is told of by check, and promote does nothing', async () => {
    const team = createProposal();
    const now = team.env.GIT_COMMITTER_DATE as string;
    const at = (date: string) => Object.assign(team.env, { GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date });
    at('2026-11-24T10:00:00Z');
    for (const [person, role] of [
      ['katherine', 'product'],
      ['margaret', 'sre'],
      ['emmy', 'risk'],
    ]) {
      team.as(person as string);
      expect((await team.gate('sign', release, '--role', role as string, '--yes')).code).toBe(0);
    }
    at(now);
    const before = refs(team);
    expect(await team.check()).toMatchObject({
      verdict: 'inconclusive',
      unsettled: [{ code: 'refused.not_ready' }],
    });
    expect(await team.gate('promote', release)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/an audit would refuse[\s\S]*dated 2026-11-24T10:00:00Z[\s\S]*date -u/),
    });
    expect(refs(team)).toBe(before);
    // The day of the sign-offs has come.
    at('2026-11-24T10:00:00Z');
    expect(await team.gate()).toMatchObject({ code: 0 });
  });
});

describe('files that a commit does not hold', () => {
  test('what .gitignore hides is named by new, validate, the preview and the check, with the rule', async () => {
    const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
    team.git('checkout', '--quiet', '-b', 'release/credit-scorer-1.1.0');
    team.addRelease(release);
    team.write('.gitignore', 'reports/\nreleases/hidden/\n');
    const named = /reports\/unit\.xml is ignored by git \(\.gitignore:1: reports\/\)/;
    expect(await team.gate('validate', release, '--only', 'tests')).toMatchObject({
      code: 0,
      err: expect.stringMatching(named),
    });
    const preview = await team.gate('--worktree', release);
    expect(preview).toMatchObject({ code: 2, out: expect.stringMatching(named) });
    expect(preview.out).toMatch(/git add --force/);
    team.commit('Propose credit-scorer 1.1.0');
    expect(await team.gate()).toMatchObject({ code: 1, out: expect.stringMatching(named) });
    expect(await team.gate('new', 'hidden', '1')).toMatchObject({
      code: 0,
      err: expect.stringMatching(/release\.yaml is ignored by git \(\.gitignore:2/),
    });
    team.git('add', '--force', folder);
    team.git('commit', '--quiet', '--message', 'The reports too');
    expect((await team.check()).unsettled).toBeUndefined();
  });

  test('what the user ignores everywhere counts as well', async () => {
    const team = createProposal();
    team.git('rm', '--quiet', '--cached', '-r', `${folder}/reports`);
    team.git('commit', '--quiet', '--message', 'Without');
    team.write('../ignored', 'reports/\n');
    team.git(
      'config',
      '--file',
      join(team.home, '.gitconfig'),
      'core.excludesFile',
      join(team.home, 'ignored'),
    );
    expect(await team.gate('--worktree')).toMatchObject({
      out: expect.stringMatching(/ignored by git \(.*ignored:1/),
    });
  });

  test('a file that DVC keeps is named so', async () => {
    const team = createProposal();
    team.git('rm', '--quiet', '--cached', model);
    team.write(`${dirname(model)}/.gitignore`, '/credit-scorer.onnx\n');
    team.write(
      `${model}.dvc`,
      'outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  path: credit-scorer.onnx\n',
    );
    team.commit('The model is kept by DVC');
    expect(await team.gate()).toMatchObject({
      code: 1,
      out: expect.stringMatching(/is kept by DVC[\s\S]*uri/),
    });
  });

  test('a pointer of Git LFS is named with what it points to, and nobody is told to correct the digest', async () => {
    const team = createProposal();
    const digest = createHash('sha256')
      .update(team.git('show', `HEAD:${folder}/release.yaml`))
      .digest('hex');
    const pointer = (oid: string) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 1234\n`;
    const commitAs = (path: string, text: string) => {
      const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
        cwd: team.root,
        input: text,
      }).toString();
      team.git('update-index', '--cacheinfo', `100644,${blob.trim()},${path}`);
      team.git('commit', '--quiet', '--message', `${path} in LFS`);
    };
    commitAs(model, pointer(digest));
    const codes = async () =>
      (await team.check('--head', 'HEAD')).releases[0]?.gates.flatMap(({ gate, findings }) =>
        gate === 'inventory' ? findings.map(({ code, message }) => `${code} ${message}`) : [],
      );
    const named = expect.stringMatching(`inventory.file_elsewhere .*Git LFS pointer to sha256:${digest}`);
    expect(await codes()).toEqual([named]);
    for (const path of ['data/holdout.parquet', 'model-card.md']) {
      team.git('checkout', '--quiet', '--force', '--detach', 'release/credit-scorer-1.1.0~1');
      commitAs(`${folder}/${path}`, pointer(digest));
      expect(await codes()).toEqual([named]);
    }
    // Not quite one: it is judged as the file that it is.
    team.git('checkout', '--quiet', '--force', '--detach', 'release/credit-scorer-1.1.0~1');
    commitAs(model, `${pointer(digest)}\n`);
    expect(await codes()).toEqual([expect.stringMatching('inventory.artifact_differs')]);
  });

  test('a preview tells of a file that LFS will replace, where LFS is set up', async () => {
    const team = createProposal();
    team.write('.gitattributes', '*.onnx filter=lfs diff=lfs merge=lfs -text\n');
    expect((await team.check('--worktree')).unsettled).toBeUndefined();
    team.git('config', 'filter.lfs.clean', 'cat');
    expect(await team.gate('--worktree')).toMatchObject({
      out: expect.stringMatching(/kept in Git LFS[\s\S]*git lfs untrack/),
    });
  });

  test('a checkout that changed line ends is one finding', async () => {
    const team = await createSigned();
    team.git('config', 'core.autocrlf', 'true');
    rmSync(join(team.root, 'releases'), { recursive: true });
    team.git('checkout', '--', 'releases');
    expect(team.read(`${folder}/evidence/tests.json`)).toContain('\r\n');
    const report = await team.check('--worktree', release);
    expect(report).toMatchObject({ releases: [], errors: [{ release, code: 'input.changed' }] });
    expect(report.errors[0]?.message).toMatch(/line ends/);
    // Nothing of that reaches commits.
    expect((await team.gate('--head', 'HEAD')).code).toBe(0);
  });

  test('our own .gitattributes keeps every byte on a checkout', () => {
    const team = createTeam();
    cpSync(join(engine, '.gitattributes'), join(team.root, '.gitattributes'));
    team.write('releases/a/1/x.json', '{}\n');
    team.commit('Bytes');
    team.git('config', 'core.autocrlf', 'true');
    rmSync(join(team.root, 'releases'), { recursive: true });
    team.git('checkout', '--', 'releases');
    expect(team.read('releases/a/1/x.json')).toBe('{}\n');
  });
});
