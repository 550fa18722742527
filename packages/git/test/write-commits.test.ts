import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openWriter, type Writer } from '../src/write-commits.ts';
import { createSandbox, type Sandbox, surroundings, temporaryFolder } from './sandbox.ts';

const message = 'Sign off\n\n# kept\n\nGatehouse-Release: a/1  \n';

function writerOf({ root, env }: Sandbox, more: Record<string, string> = {}): Writer {
  return openWriter(root, { env: { ...env, ...more }, temporary: surroundings.temporary });
}

/** A branch with a commit of its own beside `main`, checked out; `main` is below it. */
function proposed(): { sandbox: Sandbox; main: string; head: string; tree: string } {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'a\n');
  const main = sandbox.commit('root');
  sandbox.git('checkout', '--quiet', '-b', 'branch');
  sandbox.write('b.txt', 'b\n');
  const head = sandbox.commit('branch');
  return { sandbox, main, head, tree: sandbox.git('rev-parse', 'HEAD^{tree}') };
}

function addKey(sandbox: Sandbox): string {
  const key = join(sandbox.root, '.git/key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', key]);
  sandbox.git('config', 'gpg.format', 'ssh');
  sandbox.git('config', 'user.signingkey', key);
  return key;
}

function everything(sandbox: Sandbox): string {
  return [
    sandbox.git('for-each-ref'),
    sandbox.git('symbolic-ref', 'HEAD'),
    sandbox.git('status', '--porcelain'),
  ].join('\n');
}

const hooks = [
  ...['applypatch-msg', 'pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit', 'pre-merge-commit'],
  ...[
    'post-merge',
    'post-checkout',
    'reference-transaction',
    'post-index-change',
    'post-rewrite',
    'pre-rebase',
  ],
];

/** Every hook leaves its name and then refuses. */
function addHooks(sandbox: Sandbox, folder: string): string {
  const traces = join(temporaryFolder(), 'traces');
  for (const hook of hooks) sandbox.script(join(folder, hook), `echo ${hook} >> '${traces}'`, 'exit 1');
  return traces;
}

function ran(traces: string): string {
  try {
    return readFileSync(traces, 'utf8');
  } catch {
    return '';
  }
}

describe('a commit', () => {
  test('is made as it was asked for, and nothing else changes', async () => {
    const { sandbox, main, head, tree } = proposed();
    const before = everything(sandbox);
    const date = '2025-02-03T04:05:06.789Z';
    const id = await writerOf(sandbox).makeCommit({
      tree,
      parents: [main, head],
      message,
      sign: false,
      date,
    });
    const ident = 'Ada <ada@example.org> 1738555506 +0000';
    expect(execFileSync('git', ['cat-file', 'commit', id], { cwd: sandbox.root, encoding: 'utf8' })).toBe(
      `tree ${tree}\nparent ${main}\nparent ${head}\nauthor ${ident}\ncommitter ${ident}\n\n${message}`,
    );
    expect(everything(sandbox)).toBe(before);
  });

  test('has the dates of the environment, or those of the moment', async () => {
    const { sandbox, head, tree } = proposed();
    const made = { tree, parents: [head], message, sign: false };
    const dated = writerOf(sandbox, { GIT_AUTHOR_DATE: '@1000 +0100', GIT_COMMITTER_DATE: '@2000 +0200' });
    const show = (id: string) => sandbox.git('show', '--no-patch', '--format=%ad %cd', '--date=raw', id);
    expect(show(await dated.makeCommit(made))).toBe('1000 +0100 2000 +0200');
    expect(Number(show(await writerOf(sandbox).makeCommit(made)).split(' ')[0])).toBeGreaterThan(1.7e9);
  });

  test('with a date that git would guess at is refused', async () => {
    const { sandbox, head, tree } = proposed();
    const writer = writerOf(sandbox);
    for (const date of [
      'yesterday',
      '2025-02-03',
      '2025-02-03T04:05:06',
      '2025-13-03T04:05:06Z',
      '',
      '@0 +0000',
    ]) {
      await expect(
        writer.makeCommit({ tree, parents: [head], message, sign: false, date }),
      ).rejects.toMatchObject({ code: 'usage.value' });
    }
  });

  test('is signed with the configured key, also one that is named relative to the work tree', async () => {
    const { sandbox, head, tree } = proposed();
    const made = { tree, parents: [head], message, sign: true };
    addKey(sandbox);
    for (const key of [sandbox.git('config', 'user.signingkey'), '.git/key.pub']) {
      sandbox.git('config', 'user.signingkey', key);
      const id = await writerOf(sandbox).makeCommit(made);
      expect(sandbox.git('cat-file', 'commit', id)).toContain('gpgsig -----BEGIN SSH SIGNATURE-----');
    }
    const unsigned = await writerOf(sandbox).makeCommit({ ...made, sign: false });
    expect(sandbox.git('cat-file', 'commit', unsigned)).not.toContain('gpgsig');
  });

  test('is signed by an agent that alone has the key', async () => {
    const { sandbox, head, tree } = proposed();
    const key = addKey(sandbox);
    sandbox.git('config', 'user.signingkey', `${key}.pub`);
    const socket = join(temporaryFolder(), 'agent');
    const started = execFileSync('ssh-agent', ['-a', socket], { encoding: 'utf8' });
    onTestFinished(() => void process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1])));
    execFileSync('ssh-add', ['-q', key], { env: { ...sandbox.env, SSH_AUTH_SOCK: socket } });
    rmSync(key);
    const made = { tree, parents: [head], message, sign: true };
    const id = await writerOf(sandbox, { SSH_AUTH_SOCK: socket }).makeCommit(made);
    expect(sandbox.git('cat-file', 'commit', id)).toContain('BEGIN SSH SIGNATURE');
    await expect(writerOf(sandbox).makeCommit(made)).rejects.toMatchObject({ code: 'config.signing_key' });
  });

  test('is made in a repository with SHA-256 ids too', async () => {
    const sandbox = createSandbox('--object-format=sha256');
    const head = sandbox.commit('root');
    addKey(sandbox);
    const tree = sandbox.git('rev-parse', 'HEAD^{tree}');
    const id = await writerOf(sandbox).makeCommit({ tree, parents: [head], message, sign: true });
    expect(sandbox.git('cat-file', 'commit', id)).toContain('gpgsig-sha256 -----BEGIN SSH SIGNATURE-----');
  });

  test('that cannot be signed is not made', async () => {
    const { sandbox, head, tree } = proposed();
    sandbox.git('config', 'gpg.format', 'ssh');
    for (const key of [null, join(sandbox.root, 'none')]) {
      if (key !== null) sandbox.git('config', 'user.signingkey', key);
      await expect(
        writerOf(sandbox).makeCommit({ tree, parents: [head], message, sign: true }),
      ).rejects.toMatchObject({ code: 'config.signing_key' });
    }
  });

  test('of nobody is not made, and not taken for one without a key', async () => {
    const { sandbox, head, tree } = proposed();
    addKey(sandbox);
    sandbox.git('config', 'user.useConfigOnly', 'true');
    const { PATH, HOME, GIT_CONFIG_NOSYSTEM } = sandbox.env as Record<string, string>;
    const env = { PATH, HOME, GIT_CONFIG_NOSYSTEM };
    const writer = openWriter(sandbox.root, { env, temporary: surroundings.temporary });
    const made = { tree, parents: [head], message, sign: true };
    await expect(writer.makeCommit(made)).rejects.toMatchObject({ code: 'git.failed' });
    sandbox.git('config', 'user.name', 'Ada "the first" \\ Löve; #1');
    sandbox.git('config', 'user.email', 'ada@example.org');
    const later = openWriter(sandbox.root, { env, temporary: surroundings.temporary });
    const id = await later.makeCommit(made);
    expect(sandbox.git('show', '--no-patch', '--format=%an', id)).toBe('Ada "the first" \\ Löve; #1');
  });

  test('is the same whatever else is configured, and whatever stands in the environment', async () => {
    const { sandbox, head, tree } = proposed();
    const made = { tree, parents: [head], message, sign: false, date: '2025-02-03T04:05:06Z' };
    const plain = await writerOf(sandbox).makeCommit(made);

    const traces = addHooks(sandbox, '.git/hooks');
    const elsewhere = temporaryFolder();
    for (const [key, value] of [
      ['i18n.commitEncoding', 'ISO-8859-1'],
      ['i18n.logOutputEncoding', 'ISO-8859-1'],
      ['commit.template', '.git/template'],
      ['commit.cleanup', 'scissors'],
      ['commit.status', 'true'],
      ['commit.verbose', '2'],
      ['commit.gpgsign', 'true'],
      ['core.editor', 'false'],
      ['core.commentChar', 'G'],
      ['core.hooksPath', join(sandbox.root, '.git/hooks')],
      ['core.fsmonitor', join(sandbox.root, '.git/hooks/pre-commit')],
      ['trailer.sign.cmd', 'echo'],
      ['alias.commit-tree', '!false'],
      ['merge.default', 'none'],
      ['merge.none.driver', 'false'],
      ['format.signOff', 'true'],
    ] as const) {
      sandbox.git('config', key, value);
    }
    sandbox.write('.git/template', 'Template\n');
    for (const more of [
      { GIT_CONFIG_COUNT: '0' },
      {
        GIT_CONFIG_COUNT: '3',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
        GIT_CONFIG_KEY_1: 'credential.helper',
        GIT_CONFIG_VALUE_1: '!false',
        GIT_CONFIG_KEY_2: 'i18n.commitEncoding',
        GIT_CONFIG_VALUE_2: 'ISO-8859-1',
      },
      { GIT_CONFIG_GLOBAL: '/dev/null' },
      { GIT_CONFIG_SYSTEM: '/dev/null', GIT_CONFIG_NOSYSTEM: '0' },
      { GIT_CONFIG_PARAMETERS: "'i18n.commitencoding'='ISO-8859-1'" },
      {
        GIT_CONFIG: join(elsewhere, 'none'),
        PREFIX: '/usr',
        EDITOR: 'false',
        VISUAL: 'false',
        PAGER: 'false',
      },
      { GIT_DIR: elsewhere, GIT_WORK_TREE: elsewhere, GIT_INDEX_FILE: join(elsewhere, 'index') },
      { GIT_OBJECT_DIRECTORY: elsewhere, GIT_ALTERNATE_OBJECT_DIRECTORIES: elsewhere, GIT_NAMESPACE: 'x' },
      {
        GIT_TEMPLATE_DIR: elsewhere,
        GIT_EDITOR: 'false',
        GIT_TRACE: '1',
        GIT_REPLACE_REF_BASE: 'refs/heads/',
      },
      { GIT_EXEC_PATH: elsewhere, GIT_SSH_COMMAND: 'false', SSH_ASKPASS: 'false', GIT_ASKPASS: 'false' },
      { LC_ALL: 'de_DE.ISO-8859-1', LANG: 'de_DE.ISO-8859-1', LANGUAGE: 'de' },
    ] satisfies Record<string, string>[]) {
      expect(await writerOf(sandbox, more).makeCommit(made)).toBe(plain);
    }
    expect(ran(traces)).toBe('');
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('is by who the environment configures, and a variable that git does not take is named', async () => {
    const { sandbox, head, tree } = proposed();
    const made = { tree, parents: [head], message, sign: true };
    const key = addKey(sandbox);
    for (const name of ['user.signingkey', 'gpg.format']) sandbox.git('config', '--unset', name);
    const file = join(temporaryFolder(), 'config');
    writeFileSync(file, `[gpg]\n format = ssh\n[user]\n signingkey = ${key}\n`);
    for (const more of [
      { GIT_CONFIG_GLOBAL: file },
      { GIT_CONFIG_PARAMETERS: `'gpg.format'='ssh' 'user.signingkey'='${key}'` },
      {
        GIT_CONFIG_COUNT: '2',
        GIT_CONFIG_KEY_0: 'gpg.format',
        GIT_CONFIG_VALUE_0: 'ssh',
        GIT_CONFIG_KEY_1: 'user.signingKey',
        GIT_CONFIG_VALUE_1: key,
      },
    ] satisfies Record<string, string>[]) {
      const id = await writerOf(sandbox, more).makeCommit(made);
      expect(sandbox.git('cat-file', 'commit', id)).toContain('BEGIN SSH SIGNATURE');
    }
    await expect(writerOf(sandbox, { GIT_CONFIG_COUNT: 'many' }).makeCommit(made)).rejects.toMatchObject({
      code: 'git.failed',
      message: expect.stringContaining('GIT_CONFIG_COUNT'),
    });
  });

  test('keeps the rights that the repository shares its objects with', async () => {
    const { sandbox, head, tree } = proposed();
    sandbox.git('config', 'core.sharedRepository', '0660');
    const id = await writerOf(sandbox).makeCommit({ tree, parents: [head], message, sign: false });
    const path = join(sandbox.root, '.git/objects', id.slice(0, 2), id.slice(2));
    expect(execFileSync('ls', ['-l', path], { encoding: 'utf8' }).slice(0, 10)).toBe('-r--r-----');
  });
});

describe('a ref', () => {
  test('moves from where it was; files, index and hooks are left alone', async () => {
    const { sandbox, head, tree } = proposed();
    sandbox.write('a.txt', 'not committed\n');
    sandbox.write('c.txt', 'staged\n');
    sandbox.git('add', 'c.txt');
    const status = sandbox.git('status', '--porcelain');
    const traces = addHooks(sandbox, '.git/hooks');
    const writer = writerOf(sandbox);
    const ref = await writer.headRef();
    const to = await writer.makeCommit({ tree, parents: [head], message, sign: false });
    expect(await writer.moveRef(ref, { from: head, to, why: 'gate sign' })).toBe(true);
    expect(ran(traces)).toBe('');
    expect([ref, sandbox.git('rev-parse', 'branch'), sandbox.git('status', '--porcelain')]).toEqual([
      'refs/heads/branch',
      to,
      status,
    ]);
    expect(sandbox.git('reflog', '-1', '--format=%gs', 'branch')).toBe('gate sign');
  });

  test('that is elsewhere by now stays there', async () => {
    const { sandbox, main, head, tree } = proposed();
    const writer = writerOf(sandbox);
    const to = await writer.makeCommit({ tree, parents: [main], message, sign: false });
    expect(await writer.moveRef('refs/heads/branch', { from: main, to, why: 'x' })).toBe(false);
    expect(await writer.moveRef('refs/heads/gone', { from: main, to, why: 'x' })).toBe(false);
    expect(sandbox.git('rev-parse', 'branch')).toBe(head);
  });

  test('that somebody has locked is an error, not a move', async () => {
    const { sandbox, main, tree } = proposed();
    const writer = writerOf(sandbox);
    const to = await writer.makeCommit({ tree, parents: [main], message, sign: false });
    sandbox.write('.git/refs/heads/main.lock', '');
    await expect(writer.moveRef('refs/heads/main', { from: main, to, why: 'x' })).rejects.toMatchObject({
      code: 'git.failed',
      hint: expect.any(String),
    });
    expect(sandbox.git('rev-parse', 'main')).toBe(main);
  });

  test('can be HEAD alone', async () => {
    const { sandbox, head, tree } = proposed();
    sandbox.git('checkout', '--quiet', '--detach');
    const writer = writerOf(sandbox);
    const to = await writer.makeCommit({ tree, parents: [head], message, sign: false });
    expect(await writer.headRef()).toBe('HEAD');
    expect(await writer.moveRef('HEAD', { from: head, to, why: 'gate sign' })).toBe(true);
    expect([sandbox.git('rev-parse', 'HEAD'), sandbox.git('rev-parse', 'branch')]).toEqual([to, head]);
  });
});

describe('the work tree', () => {
  test('changes its branch without hooks, and says where it cannot', async () => {
    const { sandbox } = proposed();
    const traces = addHooks(sandbox, '.git/hooks');
    const writer = writerOf(sandbox);
    await writer.checkOut('main');
    await writer.startBranch('next');
    expect(await writer.headRef()).toBe('refs/heads/next');
    sandbox.write('b.txt', 'in the way\n');
    await expect(writer.checkOut('branch')).rejects.toMatchObject({ code: 'git.failed' });
    await expect(writer.startBranch('main')).rejects.toMatchObject({ code: 'git.failed' });
    expect(await writer.dirtyPaths('.')).toEqual(['b.txt']);
    expect(ran(traces)).toBe('');
  });

  // Hooks that the configuration names came with git 2.54: what an older one is told is all that can be seen here.
  test('has hooks of the configuration switched off by their names', async () => {
    const { sandbox } = proposed();
    sandbox.git('config', 'hook.lint.all.command', 'false');
    sandbox.git('config', 'hook.lint.all.event', 'post-checkout');
    sandbox.git('config', 'hook.jobs', '2');
    const folder = temporaryFolder();
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$@" >> '${folder}/said'\nexec '${real}' "$@"\n`, {
      mode: 0o755,
    });
    await writerOf(sandbox, { PATH: `${folder}:${sandbox.env.PATH}` }).checkOut('main');
    expect(readFileSync(join(folder, 'said'), 'utf8')).toMatch(
      / -c hook\.lint\.all\.enabled=false checkout /,
    );
  });

  test('that has a branch checked out is found, also another one', async () => {
    const { sandbox } = proposed();
    const writer = writerOf(sandbox);
    expect(await writer.workTreeOf('main')).toBe(null);
    const other = join(temporaryFolder(), 'other');
    sandbox.git('worktree', 'add', '--quiet', other, 'main');
    expect(await writer.workTreeOf('main')).toBe(other);
    expect(await writer.workTreeOf('branch')).toBe(sandbox.root);
  });

  test('that is none is an error', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bare'));
    execFileSync('git', ['init', '--quiet', '--bare', join(folder, 'bare')]);
    const writer = openWriter(join(folder, 'bare'), { env: { PATH: process.env.PATH }, temporary: folder });
    await expect(writer.dirtyPaths('.')).rejects.toMatchObject({ code: 'git.failed' });
  });
});

test('the configuration is the last that git reads, as text or as yes and no', async () => {
  const { sandbox } = proposed();
  sandbox.git('config', 'user.name', 'Grace');
  sandbox.git('config', '--add', 'user.name', 'Löve "x"\n#');
  sandbox.git('config', 'gpg.SSH.program', '');
  writeFileSync(
    join(sandbox.root, '.git/more'),
    '[commit]\n gpgsign\n[a "b.c"]\n d = On\n e = 0\n f = maybe\n',
  );
  sandbox.git('config', 'include.path', 'more');
  const writer = writerOf(sandbox);
  expect(await Promise.all(['user.name', 'gpg.SSH.program', 'gpg.format'].map(writer.config))).toEqual([
    'Löve "x"\n#',
    null,
    null,
  ]);
  expect(await Promise.all(['commit.gpgsign', 'a.b.c.d', 'a.b.c.e', 'a.b.c.g'].map(writer.flag))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  await expect(writer.flag('a.b.c.f')).rejects.toMatchObject({ code: 'git.failed' });
});
