// Follows docs/adopt.md word by word in a strange repository (a Python service on master with folders and workflows of its
// own, 20,000 files, a pointer of Git LFS), with the packed engine and nothing else of this one, and then attacks it.
// The engine must be built. Usage: pnpm run adopt
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { integrityFile, integrityOf } from './load-integrity.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stage = mkdtempSync(join(tmpdir(), 'gatehouse-adopt-'));
const at = (...path) => join(stage, ...path);
const home = at('home');
const service = at('ledger');
const began = Date.now();
const env = {
  PATH: `${at('global/bin')}:${process.env.PATH}`,
  HOME: home,
  TMPDIR: stage,
  npm_config_prefix: at('global'),
  npm_config_cache: process.env.npm_config_cache ?? join(process.env.HOME ?? home, '.npm'),
  npm_config_userconfig: process.env.npm_config_userconfig ?? join(process.env.HOME ?? home, '.npmrc'),
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(npm_config_registry|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name),
    ),
  ),
};

const packed = at('home/gatehouse');
const marker = at('evil-engine-ran');

try {
  execFileSync('node', [join(root, 'scripts/pack.mjs'), packed], { stdio: 'inherit' });
  makeRepository();
  // What the reader does by hand before a block; null: the block builds what is built already.
  const before = {
    'npx pnpm@12 install': null,
    'export GATEHOUSE_ENGINE=~/gatehouse': () => Object.assign(env, { GATEHOUSE_ENGINE: packed }),
    'git add gatehouse.yaml': () => {
      write('policies/services.yaml', '"*": { least_tier: low }\n');
      gate('trust', 'add', 'measurer', '--kind', 'bot', '--role', 'evidence', '--key', at('bot.pub'));
    },
    'gate validate': fillIn,
    'gate sign ledger': () => become('grace'),
    'gate promote ledger': () => become('ada'),
    'git switch --create upgrade': () => installEngine('0.1.1'),
    'gate sign governance': () => become('grace'),
  };
  const page = readFileSync(join(root, 'docs/adopt.md'), 'utf8');
  for (const [, block] of page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    const start = Object.keys(before).find((one) => block.startsWith(one));
    if (start !== undefined && before[start] === null) continue;
    if (start !== undefined) await before[start]();
    run(block);
  }
  await attack();
  console.log(
    `\nAdopted, promoted, upgraded; each attack refused. ${Math.round((Date.now() - began) / 1000)} s`,
  );
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** Runs a block of the page as the reader would, in one shell. */
function run(block) {
  process.stdout.write(block.replace(/^/gm, '  $ ').replace(/ {2}\$ $/, ''));
  execFileSync('sh', ['-eu', '-c', block], { cwd: service, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

function makeRepository() {
  mkdirSync(join(home, '.ssh'), { recursive: true });
  mkdirSync(service);
  for (const key of [join(home, '.ssh/id_ed25519'), at('grace'), at('bot')])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  git('init', '--quiet', '--initial-branch', 'master');
  write('src/ledger/app.py', 'def balance(entries):\n    return sum(entries)\n');
  write('packages/client/setup.py', 'from setuptools import setup\n');
  write('scripts/release.sh', 'echo ours\n');
  write('.github/workflows/tests.yml', 'on: push\njobs: {}\n');
  write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  write(
    'models/weights.bin',
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
  );
  for (let index = 0; index < 20_000; index++) write(`data/${index % 200}/${index}.txt`, `${index}\n`);
  write('keys/grace.pub', readFileSync(at('grace.pub')));
  become('ada');
  commit('What was there before');
}

/** Whose key and name git uses from now on. */
function become(person) {
  git('config', 'user.name', person);
  git('config', 'user.email', `${person}@example.org`);
  git('config', 'commit.gpgsign', 'true');
  git('config', 'gpg.format', 'ssh');
  git('config', 'user.signingkey', person === 'ada' ? join(home, '.ssh/id_ed25519.pub') : at('grace.pub'));
}

function fillIn() {
  const wheel = Buffer.from('a wheel, as far as anybody here is concerned\n');
  const folder = 'releases/ledger/1.0.0';
  write('dist/ledger.whl', wheel);
  write(`${folder}/reports/unit.xml`, readFileSync(join(root, 'scripts/adopt/unit.xml')));
  write(`${folder}/runbooks/errors.md`, readFileSync(join(root, 'scripts/adopt/errors.md')));
  write(`${folder}/dashboard.json`, readFileSync(join(root, 'scripts/adopt/dashboard.json')));
  const release = readFileSync(join(root, 'scripts/adopt/release.yaml'), 'utf8');
  write(
    `${folder}/release.yaml`,
    release.replace('DIGEST', createHash('sha256').update(wheel).digest('hex')),
  );
}

/** An engine like the packed one, with another version and whatever `edit` changes in its folder. */
async function repack(version, out, edit) {
  const folder = at('repack');
  mkdirSync(folder);
  execFileSync('tar', [
    '-xzf',
    join(packed, 'gatehouse-cli-0.1.0.tgz'),
    '-C',
    folder,
    '--strip-components=1',
  ]);
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...about, version }));
  edit(folder);
  writeFileSync(join(folder, integrityFile), `${await integrityOf(folder)}\n`);
  mkdirSync(out, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', out], {
    cwd: folder,
    stdio: 'ignore',
  });
  rmSync(folder, { recursive: true });
}

async function installEngine(version) {
  await repack(version, packed, (folder) => {
    const file = join(folder, 'policies/data/checklists.yaml');
    writeFileSync(file, `# Of another release of the engine.\n${readFileSync(file, 'utf8')}`);
  });
  become('ada');
  execFileSync('npm', ['install', '--global', join(packed, `gatehouse-cli-${version}.tgz`)], {
    env,
    stdio: 'ignore',
  });
}

async function attack() {
  become('ada');
  // An engine that says yes to everything, under the version that is locked and under a new one.
  const evil = (folder) =>
    writeFileSync(
      join(folder, 'packages/cli/dist/gate.mjs'),
      `import{writeFileSync}from'node:fs';writeFileSync(${JSON.stringify(marker)},'');process.exit(0)`,
    );
  await repack('0.1.1', at('evil'), evil);
  await repack('9.9.9', at('evil'), evil);

  git('checkout', '--quiet', '-b', 'attack', 'master');
  const lock = readFileSync(join(service, 'gatehouse.lock'), 'utf8');
  write(
    'gatehouse.lock',
    lock.replaceAll('0.1.1', '9.9.9').replace(/sha512-[^\n]+/, `sha512-${'A'.repeat(86)}==`),
  );
  write('gatehouse.yaml', 'schema: gatehouse/settings@1\ntarget: attack\n');
  write(
    '.github/workflows/gate.yml',
    'on: pull_request\njobs: {gate: {runs-on: x, steps: [{run: exit 0}]}}\n',
  );
  rmSync(join(service, 'policies/gates'), { recursive: true });
  write('plugins/test-report/package.json', '{"name":"@gatehouse-plugin/test-report","version":"1.0.0"}\n');
  const next = 'releases/ledger/1.0.1';
  cpSync(join(service, 'releases/ledger/1.0.0'), join(service, next), { recursive: true });
  const release = readFileSync(join(service, next, 'release.yaml'), 'utf8');
  write(`${next}/release.yaml`, release.replace('version: "1.0.0"', 'version: "1.0.1"'));
  commit('Everything at once');
  const base = git('rev-parse', 'master').trim();
  expect(1, 'lock, workflow, policies, plugin, target and release at once', 'check', '--base', base);
  expect(
    1,
    'the same by an engine in a folder that has the evil one',
    'check',
    '--base',
    base,
    '--engine',
    at('evil'),
  );
  git('checkout', '--quiet', 'master');

  // The base pins 0.1.1; the engine that is called is 0.1.0, and hands over.
  execFileSync('npm', ['install', '--global', join(packed, 'gatehouse-cli-0.1.0.tgz')], {
    env,
    stdio: 'ignore',
  });
  expect(3, 'a registry that gives another engine under the locked version', 'check', '--engine', at('evil'));
  expect(3, 'a locked engine that cannot be had', 'check', '--engine', at('home'));
  expect(0, 'the engine that is locked, called by an older one', 'check', '--engine', packed);
  pushThroughHook();
  measureInCi();
  expect(0, 'every attack of the selftest, on the policies of this team', 'selftest');
  expect(0, 'the tests of the policies', 'policy', 'test');
}

// The hook was installed by the older engine; it follows the lock of what it guards.
function pushThroughHook() {
  const server = at('server.git');
  execFileSync('git', ['clone', '--quiet', '--bare', service, server], { env });
  expect(0, 'the hook of a server', 'hook', 'install', server);
  git('remote', 'add', 'origin', server);
  git('checkout', '--quiet', 'attack');
  const refused = push('attack:master');
  if (refused.status === 0 || !/change\.rides_along/.test(refused.stderr)) throw new Error(refused.stderr);
  console.log('  ✓ a push of all that at once: refused by the engine that is locked');
  git('checkout', '--quiet', '-b', 'docs', 'master');
  write('README.md', 'A ledger.\n');
  commit('Say what it is');
  const taken = push('docs:master');
  if (taken.status !== 0) throw new Error(taken.stderr);
  console.log('  ✓ a push that touches nothing of the gate: taken');
}

// The job that measures, as GitHub would run it: the older engine hands over, and takes its plugins along.
function measureInCi() {
  become('ada');
  git('checkout', '--quiet', 'master');
  gate('new', 'ledger', '1.1.0', '--from', '1.0.0', '--branch');
  const folder = 'releases/ledger/1.1.0';
  cpSync(join(service, 'releases/ledger/1.0.0/reports'), join(service, folder, 'reports'), {
    recursive: true,
  });
  write('dist/ledger-1.1.0.whl', 'another wheel\n');
  const release = readFileSync(join(service, folder, 'release.yaml'), 'utf8');
  write(
    `${folder}/release.yaml`,
    release
      .replace('dist/ledger.whl', 'dist/ledger-1.1.0.whl')
      .replace(/^summary: .*$/m, 'summary: Balances are sums of integers now')
      .replace('work_items: []', 'work_items: [{ id: L-2, title: Count in cents, status: closed }]'),
  );
  gate('pin', 'ledger/1.1.0');
  commit('Propose ledger 1.1.0');
  const head = git('rev-parse', 'HEAD').trim();
  git('push', '--quiet', 'origin', 'HEAD');
  const runner = at('runner');
  mkdirSync(join(runner, 'gate/node_modules/.bin'), { recursive: true });
  symlinkSync(at('global/bin/gate'), join(runner, 'gate/node_modules/.bin/gate'));
  const clone = join(runner, 'work');
  execFileSync('git', ['clone', '--quiet', at('server.git'), clone], { env });
  const workflow = readFileSync(join(service, '.github/workflows/measure.yml'), 'utf8');
  const variables = { RUNNER_TEMP: runner, GITHUB_SERVER_URL: 'https://forge.invalid', HEAD: head };
  const branch = 'release/ledger-1.1.0';
  for (const step of ['Measure', 'Commit the evidence as the bot']) {
    const given =
      step === 'Measure'
        ? {}
        : { BOT: 'measurer', BRANCH: branch, TOKEN: 'none', KEY: readFileSync(at('bot'), 'utf8') };
    execFileSync('bash', ['-e', '-c', scriptOf(workflow, step)], {
      ...{ cwd: clone, env: { ...env, ...variables, ...given }, stdio: ['ignore', 'ignore', 'inherit'] },
    });
  }
  git('fetch', '--quiet', 'origin');
  const by = git('log', '-1', '--format=%an', `refs/remotes/origin/${branch}`).trim();
  git('reset', '--quiet', '--hard', `refs/remotes/origin/${branch}`);
  const judged = spawnSync('gate', ['check', '--format', 'json'], { cwd: service, env, encoding: 'utf8' });
  const [{ verdict, gates }] = JSON.parse(judged.stdout).releases;
  const validation = gates.find((one) => one.gate === 'validation').status;
  const said = { by, verdict, validation };
  if (
    JSON.stringify(said) !== JSON.stringify({ by: 'measurer', verdict: 'inconclusive', validation: 'passed' })
  )
    throw new Error(`what the job measured: ${JSON.stringify(said)}\n${judged.stdout}`);
  console.log('  ✓ the job that measures: signed evidence by the bot, and only people are waited for');
}

/** The shell of a step of a workflow of GitHub, by its name. */
function scriptOf(workflow, name) {
  const [, step] = workflow.split(`- name: ${name}\n`);
  const [, lines] = /run: \|\n((?: {10}.*\n|\n)+)/.exec(step) ?? [];
  return lines.replace(/^ {10}/gm, '');
}

function gate(...args) {
  return execFileSync('gate', args, { cwd: service, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function push(what) {
  return spawnSync('git', ['push', 'origin', what], { cwd: service, env, encoding: 'utf8' });
}

function expect(code, what, ...args) {
  const ran = spawnSync('gate', args, { cwd: service, env, encoding: 'utf8' });
  const evilRan = existsSync(marker);
  if (ran.status === code && !evilRan) return console.log(`  ✓ ${what}: exit ${code}`);
  throw new Error(
    `${what}: exit ${ran.status}, not ${code}${evilRan ? '; THE EVIL ENGINE RAN' : ''}\n${ran.stdout}${ran.stderr}`,
  );
}

function git(...args) {
  return execFileSync('git', args, { cwd: service, env, encoding: 'utf8' });
}

function commit(message) {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

function write(path, content) {
  mkdirSync(dirname(join(service, path)), { recursive: true });
  writeFileSync(join(service, path), content);
}
