import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GatehouseError, type Lock } from '@gatehouse/contracts';
import { integrityOf } from '@gatehouse/measure';
import type { Host } from '../host.ts';

type Pinned = Lock['engine'];

/** An unpacked engine of the integrity that was asked for. `leave` removes it where no cache keeps it. */
export interface ObtainedEngine {
  folder: string;
  leave(): Promise<void>;
}

/**
 * Fetches a package by name with npm, so by the user's own settings (registry, proxy, certificates), or takes it from
 * `given`; no script of it runs. Its files are hashed before anything of it is run, and again each time that the cache
 * gives it. Throws `config.engine`.
 */
export async function obtainEngine(
  host: Host,
  pinned: Pinned,
  given: string | undefined,
): Promise<ObtainedEngine> {
  const cache = host.cacheFolder('engine');
  const kept =
    cache === null ? null : join(cache, Buffer.from(pinned.integrity).toString('hex').slice(0, 64));
  if (kept !== null && existsSync(kept)) {
    if ((await integrityIn(kept, pinned)) === pinned.integrity)
      return { folder: packageIn(kept, pinned), leave: async () => {} };
    await rm(kept, { recursive: true, force: true });
  }
  const aside = mkdtempSync(join(cache ?? host.temporary, 'gatehouse-engine-'));
  const remove = () => rm(aside, { recursive: true, force: true });
  try {
    await install(host, aside, given === undefined ? nameOf(pinned) : packedFile(host, given, pinned));
    const found = await integrityIn(aside, pinned);
    if (found !== pinned.integrity) throw differs(pinned, found, given);
    if (kept === null) return { folder: packageIn(aside, pinned), leave: remove };
    // Whoever was quicker put the same there.
    await rename(aside, kept).catch(remove);
    return { folder: packageIn(kept, pinned), leave: async () => {} };
  } catch (error) {
    await remove();
    throw error;
  }
}

const nameOf = ({ package: name, version }: Pinned) => `${name}@${version}`;
const packageIn = (folder: string, pinned: Pinned) => join(folder, 'node_modules', pinned.package);

async function integrityIn(folder: string, pinned: Pinned): Promise<string | null> {
  return integrityOf(packageIn(folder, pinned)).catch(() => null);
}

/** The file itself, or that of this version in a folder, as npm pack names it. */
function packedFile(host: Host, given: string, { package: name, version }: Pinned): string {
  const path = resolve(host.cwd, given);
  const about = statSync(path, { throwIfNoEntry: false });
  if (about?.isFile()) return path;
  const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  if (about?.isDirectory() && readdirSync(path).includes(file)) return join(path, file);
  throw new GatehouseError('config.engine', `--engine: there is no ${about ? `${file} in ` : ''}${given}`, {
    hint: 'Name the packed engine, or a folder in which it lies: what npm pack or pnpm run pack wrote.',
  });
}

async function install(host: Host, folder: string, what: string): Promise<void> {
  // A package.json of its own: npm would look for one in the folders above.
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--loglevel=error'];
  const args = [
    'install',
    '--ignore-scripts',
    '--install-strategy=hoisted',
    ...quiet,
    '--prefix',
    folder,
    what,
  ];
  await new Promise<void>((done, fail) => {
    const windows = process.platform === 'win32';
    const options = { cwd: folder, env: host.env as NodeJS.ProcessEnv, shell: windows };
    execFile(windows ? 'npm.cmd' : 'npm', args, options, (error, _stdout, stderr) =>
      error ? fail(notFetched(what, stderr, error)) : done(),
    );
  });
}

function notFetched(what: string, stderr: string, cause: Error): GatehouseError {
  const why = stderr.split('\n').find((line) => line.trim() !== '') ?? cause.message;
  return new GatehouseError('config.engine', `npm could not fetch the engine ${what}: ${why}`, {
    hint: 'Without a network, name its packed file, or the folder in which it lies: --engine <file>.',
    cause,
  });
}

function differs(pinned: Pinned, found: string | null, given: string | undefined): GatehouseError {
  const source = given === undefined ? 'what the registry gives' : given;
  return new GatehouseError(
    'config.engine',
    `${source} is not the engine that gatehouse.lock pins: its files are ${found ?? 'no such package'}, not ${pinned.integrity}`,
    {
      hint: 'Nothing of it was run. Find out who has changed it, or take the packed file of the release that was locked.',
    },
  );
}
