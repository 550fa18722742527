import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { createHost, createProposal, createSigned, type Team } from './team.ts';

/** A bare repository with a pre-receive hook that asks this very process, so that git's own quarantine is judged. */
interface Server {
  bare: string;
  push(...refs: string[]): Promise<{ ok: boolean; said: string }>;
}

function serve(team: Team): Server {
  const bare = join(team.home, 'server.git');
  team.git('init', '--quiet', '--bare', '--initial-branch=main', bare);
  team.git('push', '--quiet', bare, 'main');
  const at = (name: string) => join(team.home, name);
  const hook = [
    '#!/bin/sh',
    `cat > '${at('updates')}.new'; env > '${at('env')}'; mv '${at('updates')}.new' '${at('updates')}'`,
    `while [ ! -f '${at('answer')}' ]; do sleep 0.02; done`,
    `cat '${at('said')}' >&2; exit "$(cat '${at('answer')}')"`,
  ];
  writeFileSync(join(bare, 'hooks/pre-receive'), `${hook.join('\n')}\n`);
  chmodSync(join(bare, 'hooks/pre-receive'), 0o755);

  async function answer(): Promise<string> {
    const lines = readFileSync(at('env'), 'utf8')
      .split('\n')
      .map((line) => /^(GIT_\w+)=(.*)$/.exec(line));
    const seen = Object.fromEntries(lines.flatMap((match) => (match ? [[match[1], match[2]]] : [])));
    const outcome = { out: '', err: '' };
    const host = createHost(
      bare,
      { ...team.env, ...seen },
      () => new Date(team.env.GIT_COMMITTER_DATE as string),
      outcome,
    );
    const input = async () => readFileSync(at('updates'), 'utf8');
    const code = await run(['hook', 'pre-receive'], { ...host, input });
    writeFileSync(at('said'), `${outcome.out}${outcome.err}`);
    writeFileSync(`${at('answer')}.new`, String(code));
    renameSync(`${at('answer')}.new`, at('answer'));
    return `${outcome.out}${outcome.err}`;
  }

  return {
    bare,
    async push(...refs) {
      for (const name of ['updates', 'answer', 'said']) rmSync(at(name), { force: true });
      const pushing = spawn('git', ['push', '--quiet', bare, ...refs], { cwd: team.root, env: team.env });
      const ended = new Promise<number>((resolve) => pushing.on('close', (code) => resolve(code ?? 1)));
      let said = '';
      pushing.stderr.on('data', (chunk) => {
        said += chunk;
      });
      while (pushing.exitCode === null && !existsSync(at('updates'))) await setTimeout(10);
      if (existsSync(at('updates'))) await answer();
      return { ok: (await ended) === 0, said };
    },
  };
}

test('a legitimate promotion passes; what git says in between stays quiet', async () => {
  const team = await createSigned();
  const server = serve(team);
  expect((await server.push('HEAD')).ok).toBe(true);
  expect((await team.gate('promote', 'credit-scorer/1.1.0')).code).toBe(0);
  const { ok, said } = await server.push('main');
  expect({ ok, said }).toEqual({ ok: true, said: '' });
  expect(team.git('--git-dir', server.bare, 'rev-parse', 'main')).toBe(team.git('rev-parse', 'main'));
});

test('a promotion that is not ready is refused, and says in the terminal of the pusher what to do', async () => {
  const team = createProposal();
  const head = team.git('rev-parse', 'HEAD');
  const server = serve(team);
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Trust me', head);
  const { ok, said } = await server.push('main');
  expect(ok).toBe(false);
  expect(said).toMatch(
    /Gatehouse refuses refs\/heads\/main[\s\S]*signoff\.role_missing[\s\S]*→ Run pnpm gate/,
  );
});

test('main is not deleted, rewound, rewritten, or entered by a foxtrot', async () => {
  const team = await createSigned();
  const old = team.git('rev-parse', 'main');
  team.git('checkout', '--quiet', 'main');
  team.write('README.md', 'hello\n');
  team.commit('Say hello');
  const server = serve(team);
  expect((await server.push(':main')).said).toMatch(/deletion/);
  expect((await server.push('--force', `${old}:main`)).said).toMatch(/not-first-parent/);
  const other = team.git('commit-tree', '-m', 'Another beginning', 'main^{tree}');
  expect((await server.push('--force', `${other}:main`)).said).toMatch(/not-first-parent/);
  team.git('checkout', '--quiet', 'release/credit-scorer-1.1.0');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Main into mine', 'main');
  expect((await server.push('HEAD:main')).said).toMatch(/not-first-parent[\s\S]*gate promote/);
});

test('a squash, and a fast-forward over unsigned steps, are refused by name', async () => {
  const team = await createSigned();
  const head = team.git('rev-parse', 'HEAD');
  const server = serve(team);
  expect((await server.push(`${head}:main`)).said).toMatch(/not-a-merge/);
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--squash', head);
  team.commit('Squashed');
  expect((await server.push('main')).said).toMatch(/not-a-merge[\s\S]*squash and rebase destroy sign-offs/);
});

test('replace refs are refused, other branches and tags are free', async () => {
  const team = createProposal();
  const server = serve(team);
  const [one, other] = [team.git('rev-parse', 'main'), team.git('rev-parse', 'HEAD')];
  team.git('replace', one, other);
  expect((await server.push(`refs/replace/${one}`)).said).toMatch(/replace-ref/);
  team.git('replace', '--delete', one);
  team.git('tag', 'v1');
  expect((await server.push('HEAD', 'v1')).ok).toBe(true);
});

test('refs that may be taken for main, for a commit or for HEAD are refused in every namespace', async () => {
  const team = createProposal();
  const server = serve(team);
  const head = team.git('rev-parse', 'HEAD');
  const lookalikes = [
    ...['refs/tags/main', 'refs/tags/origin/main', 'refs/tags/refs/heads/main', 'refs/tags/fork/main'],
    ...['refs/heads/origin/main', 'refs/heads/remotes/origin/main', 'refs/remotes/origin/main'],
    ...['refs/heads/MAIN', 'refs/heads/ma\u200cin', 'refs/heads/m\u0430in', 'refs/tags/\uff4dain'],
    ...['refs/tags/HEAD', 'refs/heads/FETCH_HEAD', `refs/heads/${head}`, `refs/tags/${'a'.repeat(64)}`],
  ];
  const { ok, said } = await server.push(...lookalikes.map((ref) => `${head}:${ref}`));
  expect(ok).toBe(false);
  expect(said.match(/Gatehouse refuses refs/g)).toHaveLength(lookalikes.length);
  expect(said.match(/ {2}lookalike\b/g)).toHaveLength(lookalikes.length);
  expect(team.git('ls-remote', server.bare)).not.toMatch(/tags/);

  const ordinary = ['feature/main-menu', 'maintenance', 'alice/mainline', 'feature/main', 'detection_head'];
  const free = [...ordinary.map((name) => `refs/heads/${name}`), 'refs/tags/main-2026', 'refs/notes/main'];
  expect(await server.push(...free.map((ref) => `${head}:${ref}`))).toMatchObject({ ok: true });

  // What is there already may go, and may not be moved.
  for (const ref of lookalikes) team.git('--git-dir', server.bare, 'update-ref', ref, head);
  expect((await server.push('--force', 'main:refs/tags/origin/main')).said).toMatch(/lookalike/);
  expect(await server.push(...lookalikes.map((ref) => `:${ref}`))).toMatchObject({ ok: true });
  const left = team
    .git('ls-remote', server.bare)
    .split('\n')
    .map((line) => line.split('\t')[1]);
  expect(left.sort()).toEqual(['HEAD', 'refs/heads/main', ...free].sort());
});

test('main has no back door by a symbolic ref of the server', async () => {
  const team = createProposal();
  const server = serve(team);
  const bare = (...args: string[]) => team.git('--git-dir', server.bare, ...args);
  const main = bare('rev-parse', 'refs/heads/main');
  bare('symbolic-ref', 'refs/heads/master', 'refs/heads/main');
  bare('symbolic-ref', 'refs/heads/trunk', 'refs/heads/master');
  for (const push of ['HEAD:refs/heads/master', 'HEAD:refs/heads/trunk', ':refs/heads/master']) {
    expect((await server.push('--force', push)).said, push).toMatch(/ alias/);
  }
  expect(bare('rev-parse', 'refs/heads/main')).toBe(main);
  // The other way round as well; and what is behind another name is nobody's business.
  bare('symbolic-ref', '--delete', 'refs/heads/trunk');
  bare('symbolic-ref', '--delete', 'refs/heads/master');
  bare('branch', '--move', 'main', 'real');
  bare('symbolic-ref', 'refs/heads/main', 'refs/heads/real');
  expect((await server.push('HEAD:refs/heads/real')).said).toMatch(/ alias/);
  bare('update-ref', 'refs/heads/work', main);
  bare('symbolic-ref', 'refs/heads/latest', 'refs/heads/work');
  expect(await server.push('HEAD:refs/heads/latest')).toMatchObject({ ok: true });
  expect(bare('rev-parse', 'refs/heads/main')).toBe(main);
});

test('a policy that is changed without its quorum is refused', async () => {
  const team = createProposal();
  const server = serve(team);
  team.git('checkout', '--quiet', '-b', 'weak', 'main');
  team.write('policies/data/quorums.yaml', 'low: {}\nmedium: {}\nhigh: {}\ncritical: {}\n');
  team.commit('Nobody has to sign');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'weak');
  expect((await server.push('main')).said).toMatch(/change.version_not_next/);
});

test('a branch with a newer trust root is not merged without its files', async () => {
  const team = createProposal();
  const server = serve(team);
  team.git('checkout', '--quiet', '-b', 'newer', 'main');
  team.edit('policies/trust/root.yaml', (text) => text.replace('version: 1', 'version: 2'));
  team.commit('A root of my own');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '--strategy', 'ours', '-m', 'Merge', 'newer');
  expect((await server.push('main')).said).toMatch(/newer-root/);
});

test('whatever goes wrong refuses: rubbish from git, an object that is missing', async () => {
  const team = createProposal();
  expect((await team.gate('hook', 'pre-receive')).code).toBe(3);
  const outcome = { out: '', err: '' };
  const host = createHost(team.root, team.env, () => new Date(), outcome);
  const update = `${team.git('rev-parse', 'main')} ${'1'.repeat(40)} refs/heads/main\n`;
  expect(await run(['hook', 'pre-receive'], { ...host, input: async () => update })).not.toBe(0);
  expect(await run(['hook', 'pre-receive'], { ...host, input: async () => 'rubbish\n' })).toBe(3);
});

test('install writes a hook that fails closed, and replaces none', async () => {
  const team = createProposal();
  const bare = join(team.home, 'server.git');
  team.git('init', '--quiet', '--bare', '--initial-branch=main', bare);
  expect((await team.gate('hook', 'install', bare)).code).toBe(0);
  expect((await team.gate('hook', 'install', bare)).code).toBe(3);
  expect((await team.gate('hook', 'install', team.root)).code).toBe(3);
  // In a test the engine is source, which node can not run: the push is refused.
  expect(() => team.git('push', '--quiet', bare, 'main')).toThrow();
});

test('install refuses where people clone another branch than the one that it guards', async () => {
  const team = createProposal();
  const bare = join(team.home, 'server.git');
  const git = (...args: string[]) => team.git('--git-dir', bare, ...args);
  const refused = { code: 3, out: '', err: expect.stringMatching(/config\.no_base[\s\S]*symbolic-ref/) };
  team.git('init', '--quiet', '--bare', '--initial-branch=master', bare);
  team.git('push', '--quiet', bare, 'main:master');
  expect(await team.gate('hook', 'install', bare)).toMatchObject(refused);
  git('update-ref', '--no-deref', 'HEAD', 'refs/heads/master');
  expect(await team.gate('hook', 'install', bare)).toMatchObject(refused);
  expect(existsSync(join(bare, 'hooks/pre-receive'))).toBe(false);
  git('symbolic-ref', 'HEAD', 'refs/heads/master');
  git('branch', '--move', 'master', 'main');
  expect((await team.gate('hook', 'install', bare)).code).toBe(0);
});

test('an empty server guards what its HEAD names: the first push cannot bring a target beside it', async () => {
  const team = createProposal();
  const bare = join(team.home, 'server.git');
  team.git('init', '--quiet', '--bare', '--initial-branch=master', bare);
  const [main, none] = [team.git('rev-parse', 'main'), '0'.repeat(40)];
  const push = async (ref: string) => {
    const outcome = { out: '', err: '' };
    const env = { ...team.env, GIT_QUARANTINE_PATH: join(team.root, '.git/objects') };
    const host = createHost(bare, env, () => new Date('2026-11-24T09:00:00Z'), outcome);
    const code = await run(['hook', 'pre-receive'], {
      ...host,
      input: async () => `${none} ${main} ${ref}\n`,
    });
    return [code, /other-target/.test(outcome.err)];
  };
  // By what is pushed, promotions go to main, which people would not get from a clone.
  expect(await push('refs/heads/main')).toEqual([1, true]);
  expect(await push('refs/heads/master')).toEqual([1, true]);
  expect(await push('refs/heads/release/x')).toEqual([0, false]);
  team.git('--git-dir', bare, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  expect(await push('refs/heads/main')).toEqual([0, false]);
});

test('the hook sees nothing of the environment of who pushes but what git and the cache need', async () => {
  const team = createProposal();
  const at = (name: string) => join(team.home, name);
  const bare = at('server.git');
  team.git('init', '--quiet', '--bare', '--initial-branch=main', bare);
  // Stands for the engine: tells what it sees, and refuses.
  const engine = at('engine with space.mjs');
  const tell = `writeFileSync(${JSON.stringify(at('seen'))}, JSON.stringify(process.env));`;
  writeFileSync(engine, `import { writeFileSync } from 'node:fs';\n${tell}\nprocess.exitCode = 1;\n`);
  const host = createHost(team.root, team.env, () => new Date(), { out: '', err: '' });
  const files = { ...host.files, bundle: pathToFileURL(engine) };
  expect(await run(['hook', 'install', bare], { ...host, files })).toBe(0);

  writeFileSync(at('pass.cjs'), 'process.exit(0);\n');
  const attacks: Record<string, string>[] = [
    {},
    { NODE_OPTIONS: `--require ${at('pass.cjs')}` },
    { NODE_OPTIONS: '--import data:text/javascript,process.exit(0)' },
    { NODE_OPTIONS: '--check' },
    { NODE_PATH: team.home, NODE_V8_COVERAGE: at('coverage'), NODE_REPL_EXTERNAL_MODULE: at('pass.cjs') },
    {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_VALUE_0: 'true',
      GIT_TRACE: at('trace'),
    },
    {
      GATEHOUSE_DEBUG: '1',
      XDG_CACHE_HOME: at('cache'),
      BASH_ENV: at('pass.cjs'),
      ENV: at('pass.cjs'),
      TMPDIR: at('x'),
    },
  ];
  for (const attack of attacks) {
    rmSync(at('seen'), { force: true });
    const env = { ...team.env, ...attack, HOME: at('a "home" $(exit 0)') };
    const pushed = spawnSync('git', ['push', '--quiet', bare, 'main'], {
      cwd: team.root,
      env,
      encoding: 'utf8',
    });
    expect(pushed.status, JSON.stringify(attack)).not.toBe(0);
    expect(pushed.stderr).toMatch(/pre-receive hook declined/);
    const seen = JSON.parse(readFileSync(at('seen'), 'utf8')) as Record<string, string>;
    expect(Object.keys(seen).sort()).toEqual(['GIT_QUARANTINE_PATH', 'HOME', 'PATH']);
    expect(seen.HOME).toBe(env.HOME);
    expect(seen.GIT_QUARANTINE_PATH).toMatch(/incoming/);
  }
  // The hook passes on what the engine says, and nothing else: 0 lets the push through.
  writeFileSync(engine, `import { writeFileSync } from 'node:fs';\n${tell}\n`);
  team.git('push', '--quiet', bare, 'main');
});
