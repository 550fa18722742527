import { createHash } from 'node:crypto';
import { constants, type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Evidence } from '@gatehouse/contracts';
import type { InputName } from '@gatehouse/plugin-build';
import { RunFailure } from '@gatehouse/plugin-build';

/** A file that was found inside the repository and hashed. */
export interface PluginInput extends InputName {
  /** Without symbolic links. */
  absolute: string;
  digest: string;
  /** What tells that the file is still the same. */
  identity: Identity;
}

interface Identity {
  ino: bigint;
  size: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

/**
 * Finds and hashes the files that a configuration names. Throws RunFailure `input-refused` for a path that leaves the
 * repository (also through a symbolic link), reaches into .git or is not a regular file; `input-missing` for none.
 */
export async function openInputs(
  names: readonly InputName[],
  folders: { releaseDirectory: string; repositoryDirectory: string },
): Promise<PluginInput[]> {
  const repository = await realpath(folders.repositoryDirectory);
  const release = await realpath(folders.releaseDirectory);
  const inputs: PluginInput[] = [];
  for (const name of names) {
    const absolute = await locate(name, release, repository);
    inputs.push({ ...name, absolute, ...(await hashFile(name, absolute)) });
  }
  return inputs;
}

async function locate(name: InputName, release: string, repository: string): Promise<string> {
  const written = join(release, name.path);
  refuseOutside(name, written, repository);
  const absolute = await realpath(written).catch((error: NodeJS.ErrnoException) => {
    throw new RunFailure(
      'input-missing',
      `${said(name)} can not be found (${error.code})`,
      'Check the path; it is relative to the release.',
    );
  });
  refuseOutside(name, absolute, repository);
  if ((await stat(absolute)).isFile()) return absolute;
  throw new RunFailure('input-refused', `${said(name)} is not a regular file`);
}

function refuseOutside(name: InputName, absolute: string, repository: string): void {
  const [first, ...rest] = relative(repository, absolute).split(sep);
  if (first === '..' || (first !== undefined && /^[A-Za-z]:/.test(first)))
    throw new RunFailure(
      'input-refused',
      `${said(name)} leaves the repository`,
      'Copy the file into the repository.',
    );
  // .git can hold credentials, and is not part of what is released.
  if ([first, ...rest].some((part) => part?.toLowerCase() === '.git'))
    throw new RunFailure('input-refused', `${said(name)} reaches into .git`);
}

async function hashFile(
  name: InputName,
  absolute: string,
): Promise<Pick<PluginInput, 'digest' | 'identity'>> {
  // Not blocking, in case the file became a pipe since it was looked at.
  const file = await open(absolute, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      throw new RunFailure('input-missing', `${said(name)} can not be read (${error.code})`);
    },
  );
  try {
    const identity = await identify(file);
    const hash = createHash('sha256');
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 }))
      hash.update(chunk);
    return { digest: `sha256:${hash.digest('hex')}`, identity };
  } finally {
    await file.close();
  }
}

async function identify(file: FileHandle | string): Promise<Identity> {
  const { ino, size, mtimeNs, ctimeNs } =
    typeof file === 'string' ? await stat(file, { bigint: true }) : await file.stat({ bigint: true });
  return { ino, size, mtimeNs, ctimeNs };
}

/** Throws RunFailure `input-changed` if a file is not what it was when it was hashed. */
export async function checkUnchanged(inputs: readonly PluginInput[]): Promise<void> {
  for (const input of inputs) {
    const now = await identify(input.absolute).catch(() => undefined);
    const keys = ['ino', 'size', 'mtimeNs', 'ctimeNs'] as const;
    if (!now || keys.some((key) => now[key] !== input.identity[key]))
      throw new RunFailure(
        'input-changed',
        `${said(input)} changed while it was being measured`,
        'Run it again when nothing writes to the file.',
      );
  }
}

/** What evidence says of inputs. */
export function describeInputs(inputs: readonly PluginInput[]): Evidence['inputs'] {
  return inputs.map(({ role, path, digest, identity }) => ({
    role,
    path,
    digest,
    size: Number(identity.size),
  }));
}

function said(name: InputName): string {
  return `\`${name.role}\`: ${name.path}`;
}
