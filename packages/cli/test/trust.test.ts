import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestBytes, type TrustRoot } from '@gatehouse/contracts';
import { allowedSigners, parsePublicKey, readTrustRoot } from '@gatehouse/signoff';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { trustCheck } from '../src/commands/trust-check.ts';
import { trustBump, trustDelegate } from '../src/commands/trust-delegate.ts';
import { trustInit } from '../src/commands/trust-init.ts';
import { trustAdd, trustRemove } from '../src/commands/trust-people.ts';
import { trustRotate } from '../src/commands/trust-rotate.ts';
import type { Host } from '../src/host.ts';
import { rewriteRoot } from '../src/trust/rewrite-root.ts';
import { createHost, createTeam, engine, type Team } from './team.ts';

const rootFile = 'policies/trust/root.yaml';
const signersFile = 'policies/trust/allowed_signers';
const now = () => new Date('2026-11-24T09:00:00Z');

/** A team on a branch where trust may be changed, with all of the policies. */
function createFull(): Team {
  const team = createTeam();
  team.write(signersFile, allowedSigners(rootOf(team)));
  team.git('commit', '--quiet', '--all', '--message', 'Say the same to git');
  team.git('checkout', '--quiet', '-b', 'trust');
  return team;
}

/** The same with few files, because it is made for every test; all use one place, one after the other. */
let small: { team: Team; copy: string } | undefined;
afterAll(() => rmSync(small?.copy ?? '', { recursive: true, force: true }));

function createBranch(): Team {
  small ??= createSmall();
  const { team, copy } = small;
  onTestFinished(() => rmSync(team.home, { recursive: true, force: true }));
  rmSync(team.home, { recursive: true, force: true });
  cpSync(copy, team.home, { recursive: true });
  return team;
}

function createSmall(): { team: Team; copy: string } {
  const team = createTeam();
  for (const path of ['.git', 'plugins', 'policies/profiles', 'policies/examples'])
    rmSync(join(team.root, path), { recursive: true });
  team.git('init', '--quiet', '--template=', '--initial-branch=main');
  team.git('config', 'include.path', 'user');
  team.git('config', 'gpg.format', 'ssh');
  team.as('ada');
  team.write(signersFile, allowedSigners(rootOf(team)));
  team.commit('Start');
  team.git('checkout', '--quiet', '-b', 'trust');
  const copy = mkdtempSync(join(tmpdir(), 'gatehouse-trust-'));
  cpSync(team.home, copy, { recursive: true });
  return { team, copy };
}

/** Runs one command in the team's repository. */
async function call(team: Team, command: (host: Host) => Promise<number>) {
  const outcome = { out: '', err: '' };
  const code = await command(createHost(team.root, team.env, now, outcome));
  return { code, out: outcome.out };
}

/** The code of the error that a command ends with; it must have left both files alone. */
async function refusal(team: Team, command: (host: Host) => Promise<number>): Promise<unknown> {
  const files = () =>
    [rootFile, signersFile].map((path) => existsSync(join(team.root, path)) && team.read(path));
  const before = files();
  const error = await call(team, command).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(files()).toEqual(before);
  expect(leftovers(team)).toEqual([]);
  return (error as { code?: unknown } | null)?.code;
}

/** The codes of several refusals, by name. */
async function refusals(
  team: Team,
  commands: Record<string, (host: Host) => Promise<number>>,
): Promise<Record<string, unknown>> {
  const codes: Record<string, unknown> = {};
  for (const [name, command] of Object.entries(commands)) codes[name] = await refusal(team, command);
  return codes;
}

const leftovers = (team: Team) => {
  const folder = join(team.root, 'policies/trust');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.gatehouse-new')) : [];
};
const check = (team: Team) => call(team, (host) => trustCheck(host, {}));
const rootOf = (team: Team): TrustRoot => readTrustRoot(parse(team.read(rootFile))).root;

/** The public key of somebody who may be new, and the file that it is in. */
function keyOf(team: Team, person: string) {
  const secret = join(team.home, 'keys', person);
  if (!existsSync(secret))
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', secret]);
  const file = `${secret}.pub`;
  const line = readFileSync(file, 'utf8').trim();
  return { file, line, fingerprint: parsePublicKey(line).fingerprint };
}

/** A key ring with one OpenPGP key, and a program that uses it. */
function createGpg(team: Team) {
  const ring = mkdtempSync(join(tmpdir(), 'ghg-'));
  const env = { ...team.env, GNUPGHOME: ring };
  onTestFinished(() => {
    execFileSync('gpgconf', ['--kill', 'all'], { env });
    rmSync(ring, { recursive: true, force: true });
  });
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--batch', '--quiet', '--passphrase', '', ...args], {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  gpg(
    '--pinentry-mode',
    'loopback',
    '--quick-generate-key',
    'Olga <olga@example.org>',
    'ed25519',
    'sign',
    'never',
  );
  const program = join(team.home, 'gpg');
  writeFileSync(program, `#!/bin/sh\nGNUPGHOME=${ring} exec gpg "$@"\n`);
  chmodSync(program, 0o755);
  team.git('config', 'gpg.program', program);
  const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(gpg('--with-colons', '--list-keys'))?.[1] as string;
  return { gpg, fingerprint };
}

test('our own allowed_signers says what our own trust root says', () => {
  const root = readTrustRoot(parse(readFileSync(join(engine, rootFile), 'utf8'))).root;
  expect(readFileSync(join(engine, signersFile), 'utf8')).toBe(allowedSigners(root));
});

describe('the text of the root', () => {
  const ours = readFileSync(join(engine, rootFile), 'utf8');

  test.each([
    ['ours', ours],
    ['in braces', 'principals:\n  ada: {kind: person, roles: [a, b]}\n'],
    ['with another indentation', 'principals:\n    ada: {kind: person}\n    "1": {kind: bot}\n'],
    ['with lists at the margin', 'principals:\n  ada:\n    keys:\n    - x # why\n    - y\n'],
    ['with spaces in braces', 'principals:\n  ada: { kind: person, roles: [ a, b ] }\n'],
  ])('is kept to the byte where nothing changes: %s', (_, text) => {
    expect(rewriteRoot(text, parse(text))).toBe(text);
  });

  test('changes in the lines that are changed, and nowhere else', () => {
    const root = parse(ours) as TrustRoot;
    const next = structuredClone(root);
    next.version = 2;
    next.principals.ada?.roles.push('data');
    delete next.principals.bjarne;
    const lines = rewriteRoot(ours, next).split('\n');
    expect(lines.filter((line) => !ours.split('\n').includes(line))).toEqual([
      'version: 2',
      '    roles: [engineer, data]',
    ]);
    expect(lines).toHaveLength(ours.split('\n').length - 7);
  });
});

describe('trust init', () => {
  function createEmpty(): Team {
    const team = createBranch();
    rmSync(join(team.root, '.git'), { recursive: true });
    rmSync(join(team.root, 'policies/trust'), { recursive: true });
    team.git('init', '--quiet', '--initial-branch=main');
    team.git('config', 'include.path', 'user');
    team.git('config', 'gpg.format', 'ssh');
    team.as('ada');
    return team;
  }
  const init = (host: Host) => trustInit(host, { project: 'acme/models', role: ['engineer'] });

  test('makes the first root with the key that git signs with, and prints the genesis', async () => {
    const team = createEmpty();
    const { code, out } = await call(team, init);
    expect(code).toBe(0);
    expect(out).toMatch(/--genesis sha256:[0-9a-f]{64}$/m);
    expect(rootOf(team)).toEqual({
      schema: 'gatehouse/trust-root@1',
      project: 'acme/models',
      version: 1,
      previous: null,
      governance: { role: 'governance', threshold: 1 },
      principals: {
        ada: {
          name: 'ada',
          kind: 'person',
          emails: ['ada@example.org'],
          roles: ['governance', 'engineer'],
          keys: [keyOf(team, 'ada').line],
        },
      },
    });
    expect(team.read(rootFile)).toMatch(/^governance: # who may change this file/m);
    expect(await check(team)).toMatchObject({
      code: 0,
      out: expect.stringContaining('has no trust root yet'),
    });

    const added = await call(team, (host) =>
      trustAdd(host, 'bea', { key: [keyOf(team, 'bea').file], role: ['governance'] }),
    );
    const [, genesis = ''] = /--genesis (sha256:[0-9a-f]{64})$/m.exec(added.out) ?? [];
    expect(genesis).not.toBe('');
    expect(out).not.toContain(genesis);
    expect(rootOf(team)).toMatchObject({ version: 1, previous: null });
    team.commit('Start');
    expect(await check(team)).toMatchObject({ code: 0, out: expect.stringContaining('nobody has to sign') });
    const audited = await team.gate('audit', '--genesis', genesis, '--format', 'json');
    expect(JSON.parse(audited.out)).toMatchObject({ genesis: { digest: genesis, pinned: true }, judged: 0 });
    // Nothing has happened since: nothing is proven.
    expect(audited.code).toBe(2);
    expect((await team.gate('audit', '--genesis', digestBytes(team.read(rootFile)))).code).toBe(3);
  });

  test('refuses a second root: in the work tree, or on main', async () => {
    const team = createBranch();
    expect(await refusal(team, init)).toBe('refused.exists');
    rmSync(join(team.root, rootFile));
    expect(await refusal(team, init)).toBe('refused.exists');
  });

  test('refuses a name that can not be used, and a git that can not sign', async () => {
    const team = createEmpty();
    expect(await refusal(team, (host) => trustInit(host, { project: 'two words' }))).toBe(
      'config.trust_root',
    );
    expect(await refusal(team, (host) => trustInit(host, { project: 'a', id: 'Not An Id' }))).toBe(
      'config.trust_root',
    );
    team.git('config', 'user.name', '…');
    expect(await refusal(team, (host) => trustInit(host, { project: 'a' }))).toBe('usage.value');
    team.git('config', '--file', '.git/user', '--unset', 'user.signingkey');
    expect(await refusal(team, init)).toBe('config.signing_key');
  });

  test('takes an OpenPGP key as git signs with it', async () => {
    const team = createEmpty();
    const { fingerprint } = createGpg(team);
    team.git('config', 'gpg.format', 'openpgp');
    team.git('config', 'user.signingkey', fingerprint);
    expect((await call(team, init)).code).toBe(0);
    expect(rootOf(team).principals.ada?.keys).toMatchObject([{ fingerprint }]);
    expect((await check(team)).code).toBe(0);
  });
});

describe('trust add', () => {
  test('somebody new, whose sign-offs git believes too, once those who govern have signed', async () => {
    const team = createFull();
    const base = digestBytes(`${team.git('show', `main:${rootFile}`)}\n`);
    const { file, line } = keyOf(team, 'zoe');
    writeFileSync(file, `# hers\n${line} zoe@laptop\n`);
    const { out } = await call(team, (host) =>
      trustAdd(host, 'zoe', {
        key: [file],
        role: ['product'],
        email: ['zoe@example.org'],
        name: 'Zoë, product',
      }),
    );
    expect(out).toContain('governance/2');
    expect(rootOf(team)).toMatchObject({ version: 2, previous: base });
    expect(rootOf(team).principals.zoe).toEqual({
      name: 'Zoë, product',
      kind: 'person',
      emails: ['zoe@example.org'],
      roles: ['product'],
      keys: [line],
    });
    expect(team.read(signersFile)).toBe(allowedSigners(rootOf(team)));
    expect(await check(team)).toMatchObject({ code: 0, out: expect.stringMatching(/1 of hypatia/) });
    team.commit('Zoë joins');
    team.as('hypatia');
    expect(await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).toMatchObject({
      code: 0,
    });
    expect(await team.gate('promote', 'governance/2')).toMatchObject({ code: 0 });

    team.git('config', 'gpg.ssh.allowedSignersFile', join(team.root, signersFile));
    team.as('zoe');
    team.git('commit', '--quiet', '--allow-empty', '-S', '-m', 'x');
    expect(team.git('log', '-1', '--format=%G? %GS')).toBe('G zoe');
    team.git('verify-commit', 'HEAD');
    team.as('mallory');
    team.git('commit', '--quiet', '--allow-empty', '-S', '-m', 'x');
    expect(() => team.git('verify-commit', 'HEAD')).toThrow();
  });

  test('more for somebody who is there; the version is raised once a branch', async () => {
    const team = createBranch();
    const { line } = keyOf(team, 'spare');
    await call(team, (host) => trustAdd(host, 'ada', { key: [line], until: '2027-01-31' }));
    await call(team, (host) => trustAdd(host, 'ada', { role: ['data', 'engineer'], email: ['a@x'] }));
    expect(rootOf(team)).toMatchObject({ version: 2 });
    expect(rootOf(team).principals.ada).toMatchObject({
      roles: ['engineer', 'data'],
      emails: ['ada@example.org', 'a@x'],
      keys: [keyOf(team, 'ada').line, { ssh: line, until: '2027-01-31' }],
    });
  });

  test('an OpenPGP key from a file', async () => {
    const team = createBranch();
    const { gpg, fingerprint } = createGpg(team);
    const file = join(team.home, 'olga.asc');
    writeFileSync(file, gpg('--armor', '--export', fingerprint));
    await call(team, (host) => trustAdd(host, 'olga', { key: [file], role: ['data'] }));
    expect(rootOf(team).principals.olga?.keys).toMatchObject([{ fingerprint }]);
    expect((await check(team)).code).toBe(0);
    writeFileSync(file, gpg('--pinentry-mode', 'loopback', '--armor', '--export-secret-keys', fingerprint));
    expect(await refusal(team, (host) => trustAdd(host, 'olaf', { key: [file] }))).toBe('usage.value');
    writeFileSync(file, '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n');
    expect(await refusal(team, (host) => trustAdd(host, 'olaf', { key: [file] }))).toBe('config.signing_key');
  });

  test('a private key is refused and never shown, whether as a file or as text', async () => {
    const team = createBranch();
    const file = keyOf(team, 'zoe').file.replace(/\.pub$/, '');
    const secret = readFileSync(file, 'utf8');
    const body = secret.split('\n')[1] as string;
    for (const given of [file, secret, body, secret.replaceAll('\n', ' ')]) {
      const error = await call(team, (host) => trustAdd(host, 'zoe', { key: [given] })).catch(
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ code: 'usage.value', message: expect.stringMatching(/PRIVATE/) });
      expect(`${error.stack} ${error.hint} ${String(error.cause)}`).not.toContain(body.slice(0, 30));
    }
    expect(team.git('status', '--porcelain')).toBe('');
  });

  test('refuses what adds nothing, or what the root could not hold', async () => {
    const team = createBranch();
    const zoe = { key: [keyOf(team, 'zoe').file] };
    const add = (id: string, options: Parameters<typeof trustAdd>[2]) => (host: Host) =>
      trustAdd(host, id, options);
    expect(
      await refusals(team, {
        nothing: add('ada', {}),
        'what is there': add('ada', { role: ['engineer'] }),
        'somebody new without a key': add('zoe', { role: ['data'] }),
        'another kind': add('ada', { kind: 'bot', role: ['data'] }),
        'a kind that does not exist': add('zoe', { ...zoe, kind: 'cat' }),
        'a day that is over': add('zoe', { ...zoe, until: '2026-11-23' }),
        'no day': add('zoe', { ...zoe, until: '2027-02-30' }),
        'a day without a key': add('ada', { until: '2027-01-01', role: ['data'] }),
        'the key of somebody else': add('zoe', { key: [keyOf(team, 'ada').file] }),
        'the address of somebody else': add('bjarne', { email: ['ADA@example.org'] }),
        'an id that is none': add('__proto__', zoe),
        'a file that is not there': add('zoe', { key: ['nowhere.pub'] }),
        'a folder': add('zoe', { key: ['policies'] }),
        'a device': add('zoe', { key: ['/dev/zero'] }),
        'several lines': add('zoe', { key: ['policies/main.rego'] }),
        'a key that is too short': add('zoe', { key: ['ssh-ed25519 AAAA'] }),
        'a certificate': add('zoe', { key: ['ssh-ed25519-cert-v01@openssh.com AAAA'] }),
      }),
    ).toEqual({
      nothing: 'usage.value',
      'what is there': 'usage.value',
      'somebody new without a key': 'usage.value',
      'another kind': 'usage.value',
      'a kind that does not exist': 'config.trust_root',
      'a day that is over': 'usage.value',
      'no day': 'config.trust_root',
      'a day without a key': 'usage.value',
      'the key of somebody else': 'config.trust_root',
      'the address of somebody else': 'config.trust_root',
      'an id that is none': 'config.trust_root',
      'a file that is not there': 'usage.value',
      'a folder': 'usage.value',
      'a device': 'usage.value',
      'several lines': 'usage.value',
      'a key that is too short': 'config.signing_key',
      'a certificate': 'config.signing_key',
    });
  });
});

describe('trust remove', () => {
  test('a principal, with what they lent and borrowed', async () => {
    const team = createBranch();
    const lend = { role: 'risk', path: 'releases/credit-scorer', until: '2027-01-01' };
    await call(team, (host) => trustDelegate(host, 'emmy', 'ada', lend));
    const { out } = await call(team, (host) => trustRemove(host, 'emmy', {}));
    expect(out).toMatch(/No longer lent: risk of emmy to ada/);
    expect(rootOf(team).principals).not.toHaveProperty('emmy');
    expect(rootOf(team)).not.toHaveProperty('delegations');
    expect(team.read(signersFile)).not.toContain('emmy');
  });

  test('only a role or a key', async () => {
    const team = createBranch();
    const { line, fingerprint } = keyOf(team, 'spare');
    await call(team, (host) => trustAdd(host, 'ada', { key: [line], role: ['data'] }));
    await call(team, (host) => trustRemove(host, 'ada', { role: ['engineer'], key: [fingerprint] }));
    expect(rootOf(team).principals.ada).toMatchObject({ roles: ['data'], keys: [keyOf(team, 'ada').line] });
  });

  test('refuses what is not there, and what nobody could undo', async () => {
    const team = createBranch();
    const remove = (id: string, options: Parameters<typeof trustRemove>[2]) => (host: Host) =>
      trustRemove(host, id, options);
    expect(
      await refusals(team, {
        'who governs alone': remove('hypatia', {}),
        'the role of who governs alone': remove('hypatia', { role: ['governance'] }),
        'the only key': remove('ada', { key: [keyOf(team, 'ada').fingerprint] }),
        'who is not there': remove('constructor', {}),
        'a role not held': remove('ada', { role: ['risk'] }),
        'a key not held': remove('ada', { key: [keyOf(team, 'emmy').fingerprint] }),
      }),
    ).toEqual({
      'who governs alone': 'config.trust_root',
      'the role of who governs alone': 'config.trust_root',
      'the only key': 'usage.value',
      'who is not there': 'usage.value',
      'a role not held': 'usage.value',
      'a key not held': 'usage.value',
    });
  });
});

describe('trust rotate', () => {
  test('puts the new key in the place of the old one', async () => {
    const team = createBranch();
    const spare = keyOf(team, 'spare');
    await call(team, (host) => trustRotate(host, 'hypatia', { key: spare.file }));
    expect(rootOf(team).principals.hypatia?.keys).toEqual([spare.line]);
    expect(rootOf(team)).not.toHaveProperty('compromised');
  });

  test('marks the old one as compromised, for ever or since a commit', async () => {
    const team = createBranch();
    const old = { ada: keyOf(team, 'ada').fingerprint, emmy: keyOf(team, 'emmy').fingerprint };
    const since = team.git('rev-parse', 'main');
    await call(team, (host) =>
      trustRotate(host, 'ada', { key: keyOf(team, 'a2').file, compromised: true, reason: 'laptop stolen' }),
    );
    await call(team, (host) =>
      trustRotate(host, 'emmy', {
        key: keyOf(team, 'e2').file,
        compromised: true,
        since: 'main',
        reason: 'leaked',
      }),
    );
    expect(rootOf(team).compromised).toEqual([
      { key: old.ada, since: null, reason: 'laptop stolen' },
      { key: old.emmy, since, reason: 'leaked' },
    ]);
    expect(await refusal(team, (host) => trustAdd(host, 'ada', { key: [keyOf(team, 'ada').file] }))).toBe(
      'config.trust_root',
    );
    expect((await check(team)).code).toBe(0);
  });

  test('asks which of several keys is meant', async () => {
    const team = createBranch();
    await call(team, (host) => trustAdd(host, 'ada', { key: [keyOf(team, 'a2').line] }));
    const key = keyOf(team, 'a3').file;
    expect(await refusal(team, (host) => trustRotate(host, 'ada', { key }))).toBe('usage.value');
    await call(team, (host) => trustRotate(host, 'ada', { key, old: keyOf(team, 'a2').fingerprint }));
    expect(rootOf(team).principals.ada?.keys).toEqual([keyOf(team, 'ada').line, keyOf(team, 'a3').line]);
  });

  test('refuses what says too little or too much', async () => {
    const team = createBranch();
    team.commit('Not on main');
    const key = keyOf(team, 'a2').file;
    const lost = { compromised: true, reason: 'lost' };
    const rotate = (options: Partial<Parameters<typeof trustRotate>[2]>) => (host: Host) =>
      trustRotate(host, 'ada', { key, ...options });
    expect(
      await refusals(team, {
        'the same key': rotate({ key: keyOf(team, 'ada').file }),
        'a key not held': rotate({ old: 'SHA256:x' }),
        'compromised without a reason': rotate({ compromised: true }),
        'a reason without compromised': rotate({ reason: 'lost' }),
        'a commit that is not there': rotate({ ...lost, since: '--all' }),
        'a commit outside of main': rotate({ ...lost, since: 'HEAD' }),
      }),
    ).toEqual({
      'the same key': 'usage.value',
      'a key not held': 'usage.value',
      'compromised without a reason': 'usage.value',
      'a reason without compromised': 'usage.value',
      'a commit that is not there': 'git.ref',
      'a commit outside of main': 'usage.value',
    });
  });
});

describe('trust delegate', () => {
  const lend = { role: 'risk', path: 'releases/credit-scorer', until: '2027-01-01' };

  test('lends a role, and again for longer', async () => {
    const team = createBranch();
    await call(team, (host) => trustDelegate(host, 'emmy', 'ada', lend));
    await call(team, (host) => trustDelegate(host, 'emmy', 'ada', { ...lend, until: '2027-03-01' }));
    expect(rootOf(team).delegations).toEqual([{ from: 'emmy', to: 'ada', ...lend, until: '2027-03-01' }]);
    expect(rootOf(team).version).toBe(2);
  });

  test('refuses what the lender can not lend', async () => {
    const team = createBranch();
    const delegate =
      (from: string, to: string, change: Partial<typeof lend> = {}) =>
      (host: Host) =>
        trustDelegate(host, from, to, { ...lend, ...change });
    expect(
      await refusals(team, {
        'a role that the lender does not hold': delegate('ada', 'grace'),
        'to somebody who is not there': delegate('emmy', 'zoe'),
        'a path outside of the releases': delegate('emmy', 'ada', { path: 'releases/../policies' }),
        'until a day that is over': delegate('emmy', 'ada', { until: '2026-11-23' }),
        'to oneself': delegate('emmy', 'emmy'),
      }),
    ).toEqual({
      'a role that the lender does not hold': 'config.trust_root',
      'to somebody who is not there': 'usage.value',
      'a path outside of the releases': 'config.trust_root',
      'until a day that is over': 'usage.value',
      'to oneself': 'config.trust_root',
    });
  });
});

describe('trust check', () => {
  test('a change of policies needs a bump, and bump does no more than that', async () => {
    const team = createBranch();
    expect((await check(team)).code).toBe(0);
    team.edit('policies/data/quorums.yaml', (text) => `${text}# stricter days\n`);
    expect(await check(team)).toMatchObject({ code: 1, out: expect.stringMatching(/✗.*\n.*trust bump/) });
    const before = rootOf(team);
    await call(team, (host) => trustBump(host, {}));
    await call(team, (host) => trustBump(host, {}));
    expect({ ...rootOf(team), version: 1, previous: null }).toEqual(before);
    expect(await check(team)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/differs from main: policies/),
    });
  });

  test('allowed_signers that somebody changed or forgot is named, and bump writes it', async () => {
    const team = createBranch();
    team.edit(signersFile, (text) => `${text}mallory ssh-ed25519 AAAA\n`);
    expect(await check(team)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/✗ policies\/trust\/allowed_signers/),
    });
    rmSync(join(team.root, signersFile));
    expect((await check(team)).code).toBe(1);
    await call(team, (host) => trustBump(host, {}));
    expect((await check(team)).code).toBe(0);
  });

  test('names what is wrong with a root, and never passes it', async () => {
    const team = createBranch();
    const text = team.read(rootFile);
    const spoilt: Record<string, [text: string, says: RegExp]> = {
      'no YAML': ['a: [', /✗ .*root\.yaml/],
      empty: ['', /✗ .*root\.yaml/],
      'asks nobody': [text.replace('threshold: 1', 'threshold: 0'), /✗ .*threshold/],
      jumps: [text.replace('version: 1', 'version: 3'), /✗ .*\n {2}→ Run pnpm gate trust bump/],
      'has another name': [text.replace('project: test', 'project: toast'), /✗ .*toast/],
    };
    for (const [content, says] of Object.values(spoilt)) {
      team.write(rootFile, content);
      expect(await check(team)).toMatchObject({ code: 1, out: expect.stringMatching(says) });
    }
    rmSync(join(team.root, rootFile));
    expect(await check(team)).toMatchObject({ code: 1, out: expect.stringMatching(/✗ .*there is no/) });
  });

  test('a key marked as compromised can not be forgotten', async () => {
    const team = createBranch();
    const before = team.read(rootFile);
    const key = keyOf(team, 'a2').file;
    await call(team, (host) => trustRotate(host, 'ada', { key, compromised: true, reason: 'lost' }));
    team.commit('Lost');
    team.git('checkout', '--quiet', 'main');
    team.git('merge', '--quiet', '--no-ff', '--no-edit', 'trust');
    team.git('checkout', '--quiet', '-b', 'back');
    team.write(rootFile, before);
    await call(team, (host) => trustBump(host, {}));
    expect(await check(team)).toMatchObject({ code: 1, out: expect.stringMatching(/compromised/) });
  });

  test('what main has moved away from is merged first', async () => {
    const team = createBranch();
    team.git('checkout', '--quiet', 'main');
    await call(team, (host) => trustAdd(host, 'ada', { role: ['data'] }));
    team.commit('Meanwhile');
    team.git('checkout', '--quiet', 'trust');
    // Like a release that main has left behind: it changes nothing that is governed.
    expect(await check(team)).toMatchObject({ code: 0, out: expect.stringContaining('nobody has to sign') });
    const before = team.read('policies/data/quorums.yaml');
    team.edit('policies/data/quorums.yaml', (text) => `${text}# stricter days\n`);
    expect(await check(team)).toMatchObject({ code: 1, out: expect.stringMatching(/Merge main/) });
    team.write('policies/data/quorums.yaml', before);
    expect(await refusal(team, (host) => trustAdd(host, 'emmy', { role: ['data'] }))).toBe('input.changed');
    team.git('merge', '--quiet', '--no-edit', 'main');
    await call(team, (host) => trustAdd(host, 'emmy', { role: ['data'] }));
    expect(rootOf(team)).toMatchObject({ version: 3 });
    expect((await check(team)).code).toBe(0);
  });

  test('works where CI has only origin/main, and not where there is no base at all', async () => {
    const team = createBranch();
    team.git('update-ref', 'refs/remotes/origin/main', 'main');
    team.git('branch', '--quiet', '-D', 'main');
    expect((await check(team)).code).toBe(0);
    team.git('update-ref', '-d', 'refs/remotes/origin/main');
    await expect(check(team)).rejects.toMatchObject({ code: 'config.no_base' });
    expect(await refusal(team, (host) => trustBump(host, {}))).toBe('config.no_base');
    expect((await call(team, (host) => trustCheck(host, { base: 'trust' }))).code).toBe(0);
  });
});

describe('files are written whole or not at all', () => {
  test('while another gate writes, nothing is', async () => {
    const team = createBranch();
    writeFileSync(join(team.root, `${signersFile}.gatehouse-new`), '');
    const bump = call(team, (host) => trustBump(host, {}));
    await expect(bump).rejects.toMatchObject({ code: 'refused.locked' });
    expect(leftovers(team)).toEqual(['allowed_signers.gatehouse-new']);
  });

  test('two at once: none is lost in silence', async () => {
    const team = createBranch();
    const roles = ['data', 'risk', 'sre'];
    const ended = await Promise.allSettled(
      roles.map((role) => call(team, (host) => trustAdd(host, 'ada', { role: [role] }))),
    );
    const done = roles.filter((_, index) => ended[index]?.status === 'fulfilled');
    expect(done.length).toBeGreaterThan(0);
    expect(rootOf(team).principals.ada?.roles.slice(1).sort()).toEqual(done.sort());
    expect((await check(team)).code).toBe(0);
  });

  test('a folder that is a link leads nowhere', async () => {
    const team = createBranch();
    const outside = join(team.home, 'outside');
    renameSync(join(team.root, 'policies/trust'), outside);
    symlinkSync(outside, join(team.root, 'policies/trust'));
    const before = readFileSync(join(outside, 'root.yaml'), 'utf8');
    await expect(call(team, (host) => trustAdd(host, 'ada', { role: ['data'] }))).rejects.toMatchObject({
      code: 'input.path',
    });
    expect(readFileSync(join(outside, 'root.yaml'), 'utf8')).toBe(before);
  });

  test('a bare repository has nothing to edit', async () => {
    const team = createBranch();
    team.git('clone', '--quiet', '--bare', '.', '../bare.git');
    const bump = call(team, (host) => trustBump(host, { repo: join(team.home, 'bare.git') }));
    await expect(bump).rejects.toMatchObject({ code: 'config.not_a_repository' });
  });
});
