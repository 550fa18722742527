// @ts-check
// What `pnpm demo` plays on: a temporary repository with people, keys, and the engine of this one.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const engine = join(dirname(fileURLToPath(import.meta.url)), '..');
const people = {
  ada: 'engineer',
  bjarne: 'engineer',
  grace: 'data',
  katherine: 'product',
  margaret: 'sre',
  radia: 'security',
  emmy: 'risk',
  florence: 'clinical',
  hypatia: 'governance',
};
const color = process.stdout.isTTY && !process.env.NO_COLOR;

export function createStage() {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-demo-'));
  const root = join(home, 'repository');
  mkdirSync(root);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...(color ? { FORCE_COLOR: '1' } : {}),
  };
  const quietGit = (/** @type {string[]} */ ...args) =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  const say = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`);

  const stage = {
    say,
    chapter: (/** @type {string} */ title) => say(`\n${bold(`── ${title}`)}`),
    remove: () => rmSync(home, { recursive: true, force: true }),

    /** @param {string} person */
    as(person) {
      quietGit('config', 'user.name', person);
      quietGit('config', 'user.email', `${person}@example.org`);
      quietGit('config', 'user.signingkey', join(home, 'keys', `${person}.pub`));
    },

    /** @param {string[]} args @param {{expect: number, show?: number, only?: RegExp}} how */
    gate(args, how) {
      say(`${dim('$')} pnpm gate ${args.join(' ')}`.trimEnd());
      const run = spawnSync(process.execPath, [join(engine, 'packages/cli/dist/gate.mjs'), ...args], {
        cwd: root,
        env,
        encoding: 'utf8',
      });
      const lines = `${run.stdout}${run.stderr}`.trimEnd().split('\n');
      const wanted = how.only
        ? lines.filter((line) => how.only?.test(stripVTControlCharacters(line)))
        : lines;
      for (const line of wanted.slice(0, how.show ?? wanted.length)) say(`  ${line}`);
      if (how.show !== undefined && wanted.length > how.show)
        say(dim(`  … ${wanted.length - how.show} more lines`));
      if (run.status === how.expect) return say(dim(`  exit ${run.status}`));
      throw new Error(
        `the gate answered ${run.status}, and not ${how.expect}, to: ${args.join(' ')}\n${lines.join('\n')}`,
      );
    },

    /** @param {string[]} args */
    git(args) {
      say(`${dim('$')} git ${args.join(' ')}`);
      for (const line of quietGit(...args)
        .split('\n')
        .filter(Boolean))
        say(`  ${line}`);
    },

    /** @param {string} message @param {string} path */
    commit(message, path) {
      say(`${dim('$')} git commit -m ${JSON.stringify(message)}`);
      quietGit('add', path);
      quietGit('commit', '--quiet', '--message', message);
    },

    /** The folder as the team of this repository wrote it, without evidence. @param {string} folder */
    fillIn(folder) {
      copyWithoutEvidence(join(engine, folder), join(root, folder));
    },

    /** @param {string} file @param {(text: string) => string} change */
    edit(file, change) {
      writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')));
    },

    /** @param {string} from @param {string} to @param {string} version */
    copyRelease(from, to, version) {
      copyWithoutEvidence(join(engine, from), join(root, to));
      stage.edit(`${to}/release.yaml`, (text) => text.replace(/^version: .*$/m, `version: "${version}"`));
      say(dim(`  (${to} is ${from} under a new number)`));
    },

    /** Doubles incomes and requested amounts, as a new campaign might. @param {string} file @param {string} manifest */
    async drift(file, manifest) {
      const load = createRequire(join(engine, 'plugins/data-drift/package.json'));
      const { DuckDBInstance } = load('@duckdb/node-api');
      const path = join(root, file);
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      await connection.run(
        `CREATE TABLE t AS SELECT * REPLACE (income * 2 AS income, amount * 2 AS amount) FROM '${path}'`,
      );
      const before = digest(path);
      await connection.run(`COPY t TO '${path}' (FORMAT parquet)`);
      connection.closeSync();
      stage.edit(manifest, (text) => text.replaceAll(before, digest(path)));
      say(dim('  (incomes and amounts of the production window are doubled)'));
    },

    /** Puts the honest file back. @param {string} file @param {string} manifest */
    restore(file, manifest) {
      const before = digest(join(root, file));
      cpSync(join(engine, file), join(root, file));
      stage.edit(manifest, (text) => text.replaceAll(before, digest(join(root, file))));
      say(dim('  (the production window is the honest one again)'));
    },

    /** A sign-off as `gate sign` would write it, with a key that is not in the trust root. @param {string} release @param {string} role */
    forgeSignoff(release, role) {
      const report = spawnSync(
        process.execPath,
        [join(engine, 'packages/cli/dist/gate.mjs'), release, '--format', 'json'],
        { cwd: root, env, encoding: 'utf8' },
      );
      const value = JSON.parse(report.stdout).releases[0].digest;
      const trailers = [
        `Gatehouse-Release: ${release}`,
        `Gatehouse-Role: ${role}`,
        'Gatehouse-Decision: approve',
        'Gatehouse-Project: demo',
        'Gatehouse-Target: main',
        `Gatehouse-Digest: ${value}`,
        'Gatehouse-Root: 1',
      ];
      quietGit(
        'commit',
        '--quiet',
        '--allow-empty',
        '-S',
        '--cleanup=verbatim',
        '--message',
        `Sign off ${release} as ${role}\n\n${trailers.join('\n')}\n`,
      );
      say(`${dim('$')} git commit --allow-empty -S -m "Sign off ${release} as ${role} …"`);
    },
  };
  prepare();
  return stage;

  function prepare() {
    say(
      dim(
        'A team with nine people, the policies and plugins of this repository, and credit-scorer 1.0.0 in production.',
      ),
    );
    mkdirSync(join(home, 'keys'));
    for (const person of [...Object.keys(people), 'mallory']) {
      execFileSync('ssh-keygen', [
        '-q',
        '-t',
        'ed25519',
        '-N',
        '',
        '-C',
        '',
        '-f',
        join(home, 'keys', person),
      ]);
    }
    quietGit('init', '--quiet', '--initial-branch=main');
    quietGit('config', 'gpg.format', 'ssh');
    quietGit('config', 'commit.gpgsign', 'true');
    cpSync(join(engine, 'policies'), join(root, 'policies'), { recursive: true });
    for (const plugin of readdirSync(join(engine, 'plugins'))) {
      const from = join(engine, 'plugins', plugin);
      if (!existsSync(join(from, 'package.json'))) continue;
      cpSync(join(from, 'package.json'), join(root, 'plugins', plugin, 'package.json'));
      cpSync(join(from, 'src'), join(root, 'plugins', plugin, 'src'), { recursive: true });
    }
    writeFileSync(join(root, 'policies/trust/root.yaml'), trustRoot());
    cpSync(join(engine, 'releases/credit-scorer/1.0.0'), join(root, 'releases/credit-scorer/1.0.0'), {
      recursive: true,
    });
    stage.as('ada');
    quietGit('add', '--all');
    quietGit('commit', '--quiet', '--message', 'The state of production');
  }

  function trustRoot() {
    const principals = Object.entries(people).map(([id, role]) => {
      const key = readFileSync(join(home, 'keys', `${id}.pub`), 'utf8').trim();
      return `  ${id}:\n    kind: person\n    emails: [${id}@example.org]\n    roles: [${role}]\n    keys: [${key}]\n`;
    });
    return `schema: gatehouse/trust-root@1\nproject: demo\nversion: 1\nprevious: null\ngovernance: {role: governance, threshold: 1}\nprincipals:\n${principals.join('')}`;
  }
}

/** @param {string} from @param {string} to */
function copyWithoutEvidence(from, to) {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => !path.startsWith(join(from, 'evidence')) });
  const manifest = join(to, 'release.yaml');
  // `evidence:` is the last part of the file: the engine appends it.
  const spec = readFileSync(manifest, 'utf8').replace(/^(# .*\n)*evidence:\n[\s\S]*$/m, '');
  writeFileSync(manifest, moveDates(spec));
}

const day = 24 * 60 * 60 * 1000;
/** The day on which the example releases were written. */
const written = Date.UTC(2026, 10, 23);

/** Confirmations and rehearsals are as old in the demo as they were when they were written. @param {string} text */
function moveDates(text) {
  const days = Math.floor((Date.now() - written) / day);
  return text.replace(/\b(on|confirmed_on): (\d{4}-\d{2}-\d{2})\b/g, (_, key, date) => {
    return `${key}: ${new Date(Date.parse(date) + days * day).toISOString().slice(0, 10)}`;
  });
}

/** @param {string} file */
function digest(file) {
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
}

/** @param {string} text */
function bold(text) {
  return color ? `\u001b[1m${text}\u001b[22m` : text;
}

/** @param {string} text */
function dim(text) {
  return color ? `\u001b[2m${text}\u001b[22m` : text;
}
