import { constants } from 'node:fs';
import { access, lstat, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { formats } from '@gatehouse/report';
import type { Output as Screen } from './host.ts';
import { nearest } from './nearest.ts';

/** Where a report goes to. */
interface Place {
  /** As it was asked for. */
  file: string;
  /** The real folder and the name. */
  path: string;
  /** A pipe or a device: written into, as there is nothing to replace. */
  isStream: boolean;
}

/** A form of the report, and where it goes; null: to the standard output. */
export interface Output {
  format: string;
  place: Place | null;
}

/**
 * Takes the places that a run will write to, before it judges: from now on no older report stands there, whatever becomes
 * of the run. Throws `usage.value` on a format that is not known, two outputs in one place, a link, or a folder that is
 * missing or cannot be written to.
 */
export async function claimOutputs(cwd: string, texts: readonly string[]): Promise<Output[]> {
  const outputs: Output[] = [];
  const faults: GatehouseError[] = [];
  for (const text of texts) {
    try {
      outputs.push(await claim(cwd, text));
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      faults.push(error);
    }
  }
  faults.push(...findTwice(outputs));
  const [first] = faults;
  if (first !== undefined) throw first;
  return outputs;
}

/**
 * The same for a command line that could not be read, as far as it can be: what stands where it asked for an output is
 * removed. Throws nothing, as there is an error to tell already.
 */
export async function forgetOutputs(cwd: string, argv: readonly string[]): Promise<void> {
  const asked = argv.flatMap((word, index) => {
    if (word.startsWith('--output=')) return [word.slice('--output='.length)];
    return word === '--output' ? (argv[index + 1] ?? []) : [];
  });
  // Other commands have an --output of their own, which names a file alone.
  const known = asked.filter((text) => formats.some(({ name }) => text.startsWith(`${name}=`)));
  await claimOutputs(cwd, known).catch((error) => {
    if (!(error instanceof GatehouseError)) throw error;
  });
}

/**
 * Writes the text of each: files aside first, and renamed when all are on disk. Throws `usage.value`; no file is left then.
 */
export async function writeOutputs(
  outputs: readonly Output[],
  texts: readonly string[],
  stdout: Pick<Screen, 'write'>,
): Promise<void> {
  const files: Place[] = [];
  try {
    for (const [index, { place }] of outputs.entries()) {
      const text = texts[index] ?? '';
      if (place === null) stdout.write(text);
      else if (place.isStream) await writeFile(place.path, text);
      else {
        files.push(place);
        await writeAside(place, text);
      }
    }
    for (const place of files) await rename(asideOf(place), place.path);
  } catch (cause) {
    for (const place of files) await remove(place);
    const names = outputs.flatMap(({ place }) => place?.file ?? []).join(', ');
    throw new GatehouseError(
      'usage.value',
      `the report could not be written to ${names}: ${(cause as Error).message}`,
      {
        hint: 'Name files in a folder that exists and that you may write to, on a disk with room. None of them was left.',
        cause,
      },
    );
  }
}

/** The format of that name. Throws `usage.value` and says what was meant. */
export function findFormat(name: string): (typeof formats)[number] {
  const known = formats.map((format) => format.name);
  const found = formats.find((format) => format.name === name);
  if (found !== undefined) return found;
  const [near] = nearest(name.toLowerCase(), known, 1);
  throw new GatehouseError('usage.value', `there is no format ${JSON.stringify(name)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Formats: ${known.join(', ')}.`,
  });
}

async function claim(cwd: string, text: string): Promise<Output> {
  const [format = '', ...rest] = text.split('=');
  const file = rest.join('=');
  if (file === '') {
    throw new GatehouseError('usage.value', `${JSON.stringify(text)} is not <format>=<file>`, {
      hint: `Formats: ${formats.map(({ name }) => name).join(', ')}. Example: --output json=gate.json`,
    });
  }
  const place = file === '-' ? null : await locate(cwd, file);
  if (place !== null) await remove(place);
  // Not before: after a command line that is wrong an older report must not stand there either.
  findFormat(format);
  return { format, place };
}

async function locate(cwd: string, file: string): Promise<Place> {
  const asked = resolve(cwd, file);
  const folder = await realpath(dirname(asked)).catch((cause) => {
    throw refuse(file, 'is in a folder that is not there', 'Make the folder first, or name another.', cause);
  });
  const path = join(folder, basename(asked));
  if (path.split(/[\\/]/).includes('.git'))
    throw refuse(file, 'is a file of git', 'Name one outside of .git.');
  const there = await lstat(path).catch(() => null);
  const target = there?.isSymbolicLink() ? await stat(path).catch(() => null) : there;
  if (target?.isDirectory()) throw refuse(file, 'is a folder', 'Name a file in it.');
  if (target !== null && target !== undefined && !target.isFile()) return { file, path, isStream: true };
  // Whoever made the link may want us to write elsewhere, and to replace it would not be what was asked for.
  if (there?.isSymbolicLink())
    throw refuse(file, 'is a link', 'Name the file itself that it leads to; - is the standard output.');
  await access(folder, constants.W_OK).catch((cause) => {
    throw refuse(file, 'is in a folder that you may not write to', 'Name a file in another folder.', cause);
  });
  return { file, path, isStream: false };
}

function refuse(file: string, why: string, hint: string, cause?: unknown): GatehouseError {
  return new GatehouseError('usage.value', `the output ${file} ${why}`, { hint, place: { file }, cause });
}

function findTwice(outputs: readonly Output[]): GatehouseError[] {
  const seen = new Set<string>();
  return outputs.flatMap(({ place }) => {
    if (place === null) return [];
    // As a file system may see it that does not tell capital letters apart.
    const name = place.path.toLowerCase();
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [refuse(place.file, 'is named twice', 'Give each output a file of its own.')];
  });
}

// The suffix that .gitignore and the reader of the work tree know.
function asideOf({ path }: Place): string {
  return `${path}.gatehouse-new`;
}

async function remove(place: Place): Promise<void> {
  if (place.isStream) return;
  for (const path of [place.path, asideOf(place)]) {
    await rm(path, { force: true }).catch((cause) => {
      throw refuse(place.file, 'cannot be replaced', 'Remove the older file, or name another.', cause);
    });
  }
}

async function writeAside(place: Place, text: string): Promise<void> {
  // Never through something that is there already.
  const file = await open(asideOf(place), 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
