import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { openRepository, type Repository } from '@gatehouse/git';
import { openWriter } from '@gatehouse/git/write';
import { findLeftOut, surroundings } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { type Forge, type Part, planInit } from '../init/plan-init.ts';
import { tellLeftOut } from '../tell-left-out.ts';
import { requireUsable } from '../trust/edit-trust-root.ts';
import { firstRoot, textOfFirst } from '../trust/first-root.ts';
import { describeGenesis } from '../trust/genesis-of-work-tree.ts';
import { readOwnKey } from '../trust/read-key.ts';

export interface InitOptions {
  repo?: string;
  project?: string;
  target?: string;
  forge?: Forge;
  id?: string;
  role?: string[];
  yes?: boolean;
}

/** `gate init`: writes what a repository needs to be guarded by an engine that lies outside of it, and nothing else. */
export async function init(host: Host, options: InitOptions): Promise<number> {
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  try {
    const { root, bare } = repository.location;
    if (bare) throw noWorkTree(root);
    const origin = await openWriter(root, host).config('remote.origin.url');
    const project = await answer(host, options, {
      given: options.project,
      question: 'A name for this project, that no other repository of yours has',
      usual: idFrom(basename(origin ?? root).replace(/\.git$/, '')),
    });
    const target = await answer(host, options, {
      given: options.target,
      question: 'The branch that releases go to',
      usual: await likelyTarget(repository),
    });
    requireBranchName(target);
    const people = { project, id: options.id, role: options.role };
    const trust = await firstRoot(host, root, people, await readOwnKey(host, root));
    await requireUsable(trust);
    const forge = options.forge ?? (await likelyForge(repository, origin));
    const parts = await planInit(host, {
      ...{ root, target, forge },
      trustRoot: { root: trust, text: textOfFirst(trust) },
    });
    host.stdout.write(`${describe(parts).map(escapeTerminal).join('\n')}\n`);
    if (!options.yes && !(await confirmed(host))) return exitCodes.inconclusive;
    await writeAll(root, parts);
    const steps = nextSteps({ parts, forge, target, id: Object.keys(trust.principals).join(), host });
    host.stdout.write(
      `${[...steps, `  5. ${await describeGenesis(host, root)}`].map(escapeTerminal).join('\n')}\n`,
    );
    const paths = parts.flatMap(({ files }) => files.map(({ path }) => path));
    tellLeftOut(host, await findLeftOut(host, root, paths));
    return exitCodes.ready;
  } finally {
    repository.close();
  }
}

function requireBranchName(target: string): void {
  const isName = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/.test(target) && target.length <= 100;
  const misleads = /^(HEAD|refs\/.*|origin\/.*)$|\.\.|\.lock$|\.$/.test(target);
  if (isName && !misleads) return;
  throw new GatehouseError(
    'usage.value',
    `${JSON.stringify(target)} is no name of a branch that releases can go to`,
    {
      hint: 'Letters, digits, ., _, - and /: --target main',
    },
  );
}

async function answer(
  host: Host,
  { yes }: InitOptions,
  { given, question, usual }: { given: string | undefined; question: string; usual: string },
): Promise<string> {
  if (given !== undefined || yes) return given ?? usual;
  const said = await host.ask(`${question} [${usual}]: `);
  if (said === null) throw nobodyToAsk();
  return said.trim() || usual;
}

async function confirmed(host: Host): Promise<boolean> {
  const said = await host.ask('Write these files? [y/N] ');
  if (said === null) throw nobodyToAsk();
  if (/^y(es)?$/i.test(said.trim())) return true;
  host.stdout.write('Nothing was written.\n');
  return false;
}

/** What clones see as the default branch, else the one that is checked out. */
async function likelyTarget(repository: Repository): Promise<string> {
  const fetched = (await repository.symbolicRefs()).get('refs/remotes/origin/HEAD');
  const branches = await repository.refs('refs/heads/');
  const only = branches.length === 1 ? branches[0]?.name : undefined;
  const here = fetched ?? (await repository.headRef()) ?? only ?? 'refs/heads/main';
  return here.replace(/^refs\/(heads|remotes\/origin)\//, '');
}

async function likelyForge(repository: Repository, origin: string | null): Promise<Forge> {
  const { root } = repository.location;
  const { existsSync } = await import('node:fs');
  if (existsSync(join(root, '.github')) || /github/i.test(origin ?? '')) return 'github';
  if (existsSync(join(root, '.gitlab-ci.yml')) || /gitlab/i.test(origin ?? '')) return 'gitlab';
  return 'none';
}

function idFrom(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 64) || 'project'
  );
}

function describe(parts: readonly Part[]): string[] {
  const lines = parts.flatMap(({ why, files }) => {
    const paths = files.map(({ path }) => path);
    return [`  ${paths.length > 2 ? `policies/ (${paths.length} files)` : paths.join(', ')}`, `      ${why}`];
  });
  return ['These files are written, and no other is touched:', ...lines];
}

// All or nothing: what was written before an error is taken away again.
async function writeAll(root: string, parts: readonly Part[]): Promise<void> {
  const written: string[] = [];
  try {
    for (const { path, bytes } of parts.flatMap(({ files }) => files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), bytes, { flag: 'wx' });
      written.push(join(root, path));
    }
  } catch (cause) {
    const { rm } = await import('node:fs/promises');
    for (const file of written) await rm(file, { force: true });
    throw new GatehouseError('usage.value', `the files could not be written: ${(cause as Error).message}`, {
      hint: 'Nothing was left behind. Run it where you may write, in a folder with nothing in the way.',
      cause,
    });
  }
}

function nextSteps(about: {
  parts: readonly Part[];
  forge: Forge;
  target: string;
  id: string;
  host: Host;
}): string[] {
  const tops = about.parts.flatMap(({ files }) => files.map(({ path }) => path));
  const folders = [...new Set(tops.map((path) => path.replace(/^(policies|releases)\/.*/, '$1')))];
  const names = folders.join(' ');
  const included = about.forge === 'gitlab' ? ' Include .gitlab/gate.yml from .gitlab-ci.yml.' : '';
  return [
    '',
    `Written, and not committed. To undo it: git clean -dfxq ${names}`,
    `Next, with ${about.id} as the one who governs:`,
    '  1. Add the others: pnpm gate trust add <id> --key <file> --role <role>. Let a second one govern: who writes a',
    '     change of what is governed cannot sign it.',
    `  2. Say how strictly each service is judged: policies/services.yaml.`,
    `  3. Commit it to ${about.target}: git add ${names} && git commit. From then on it changes by sign-offs.`,
    `  4. Make the check \`gate\` required for ${about.target}, or install the hook: pnpm gate hook install <bare-repository>.${included}`,
  ];
}

function nobodyToAsk(): GatehouseError {
  return new GatehouseError('usage.value', 'nobody can be asked here', {
    hint: 'Add --yes, and --project and --target where the usual answers do not fit.',
  });
}

function noWorkTree(folder: string): GatehouseError {
  return new GatehouseError('config.not_a_repository', `${folder} has no work tree to write to`, {
    hint: 'Run it in a clone.',
  });
}
