import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatehouseError } from '@gatehouse/contracts';

interface Owner {
  token: string;
  pid: number;
  host: string;
}

const pause = 20;

/** The tokens of the locks that this process has or wants. */
const ours = new Set<string>();

/**
 * Runs `work` while this process alone holds the lock file `path`. A lock whose process is dead is taken over; for a
 * living one it waits `seconds`. Throws GatehouseError `refused.locked` when it is not to be had, `input.missing` where
 * its folder is not there.
 */
export async function withLock<T>(path: string, seconds: number, work: () => Promise<T>): Promise<T> {
  const owner = { token: randomUUID(), pid: process.pid, host: hostname() };
  ours.add(owner.token);
  try {
    await acquire(path, owner, seconds);
    try {
      await removeLitter(path);
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    ours.delete(owner.token);
  }
}

async function acquire(path: string, owner: Owner, seconds: number): Promise<void> {
  for (let left = Math.ceil((seconds * 1000) / pause); ; left--) {
    const holder = await read(path);
    if (!holder && (await create(path, owner))) return;
    if (holder && isDead(holder)) await removeDead(path, holder, seconds);
    else if (holder && left <= 0) throw lockedBy(path, holder);
    else await sleep(pause);
  }
}

// A hard link makes the lock whole or not at all: nobody ever sees one without its owner's name.
async function create(path: string, owner: Owner): Promise<boolean> {
  const aside = `${path}.${owner.token}.new`;
  await writeFile(aside, JSON.stringify(owner), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? noFolder(path) : error;
  });
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    // ENOENT: the holder has swept ours away with its litter.
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

// Two that find the same dead lock must not remove it twice: the second would remove the first one's new lock. So a
// dead lock is removed only under a lock of its own, which is named after it; and that one can die in the same way.
async function removeDead(path: string, dead: Owner, seconds: number): Promise<void> {
  await withLock(`${path}.${dead.token}`, seconds, async () => {
    const now = await read(path);
    if (now?.token === dead.token) await rm(path, { force: true });
  });
}

// What killed processes left while they tried to get the lock. The lock of a dead one is gone once we have ours, so
// nobody needs the locks that are named after it.
async function removeLitter(path: string): Promise<void> {
  const folder = dirname(path);
  const litter = (await readdir(folder)).filter((name) => name.startsWith(`${basename(path)}.`));
  for (const name of litter) await rm(join(folder, name), { force: true });
}

async function read(path: string): Promise<Owner | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const { token, pid, host } = JSON.parse(text);
    if (typeof token === 'string' && Number.isSafeInteger(pid) && typeof host === 'string')
      return { token, pid, host };
  } catch {
    // Not ours: said below.
  }
  throw new GatehouseError('refused.locked', `this lock file is not one of Gatehouse's: ${path}`, {
    hint: 'Remove it if no other Gatehouse is running.',
  });
}

function isDead({ token, pid, host }: Owner): boolean {
  if (host !== hostname()) return false;
  // In a container that is started again, the process of today often has the number of the one that was killed.
  if (pid === process.pid) return !ours.has(token);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function noFolder(path: string): GatehouseError {
  return new GatehouseError('input.missing', `the folder ${dirname(path)} is gone`, {
    hint: 'If another branch was checked out meanwhile, go back to that of the release and measure again.',
  });
}

function lockedBy(path: string, { pid, host }: Owner): GatehouseError {
  return new GatehouseError('refused.locked', `process ${pid} on ${host} is writing evidence here`, {
    hint: `Wait for it to end. If it does not exist, remove ${path}.`,
  });
}
