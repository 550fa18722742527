import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GatehouseError, parseJsonStrictly } from '@gatehouse/contracts';
import { isObjectId, openRepository } from '@gatehouse/git';
import { recordStep } from '../audit-step.ts';
import { type Bundle, findPromotion, judgeBundle, makeBundle } from '../bundle.ts';
import { bundleExitCode, bundleVerdict, describeMade, describeVerified } from '../describe-bundle.ts';
import { hashBeside } from '../hash-beside.ts';
import type { Host } from '../host.ts';
import { surroundings, target } from '../open-run.ts';
import { findBranch } from './audit.ts';

export interface BundleOptions {
  repo?: string;
  output?: string;
}

/** `gate bundle`: writes the whole record of a promotion into one file. */
export async function bundle(host: Host, name: string, options: BundleOptions): Promise<number> {
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  try {
    const release = name.replace(/^releases\//, '').replace(/\/$/, '');
    const tip = await findBranch(repository, undefined);
    const commit = await findPromotion(repository, tip, release);
    if (commit === null) throw notPromoted(release);
    if ((await repository.readCommit(commit)).parents.length === 0) throw fromTheStart(release);
    const made = await makeBundle(host, repository, commit);
    const file = resolve(host.cwd, options.output ?? `${release.replace('/', '-')}.gatehouse.json`);
    await writeNew(file, `${JSON.stringify(made.bundle)}\n`);
    host.stdout.write(describeMade(made.bundle, made.judged, made.left));
    host.stdout.write(`Written to ${file}. To check it: pnpm gate verify-bundle <file> --base <commit id>\n`);
    return bundleExitCode(made.judged.verdict);
  } finally {
    repository.close();
  }
}

export interface VerifyBundleOptions {
  base?: string;
  root?: string;
  with?: string[];
  format?: string;
}

/** `gate verify-bundle`: judges the promotion in a bundle again, without its repository. */
export async function verifyBundle(host: Host, file: string, options: VerifyBundleOptions): Promise<number> {
  const { base } = options;
  if (options.root !== undefined) throw rootIsTooLittle();
  if (base !== undefined && !isObjectId(base)) throw notAnId(base);
  const read = await readBundle(resolve(host.cwd, file), file);
  const beside = await hashBeside(options.with ?? [], host.cwd, read.record.format);
  const { judged, believed } = await judgeBundle(host, read, { base, beside });
  const verdict = bundleVerdict(judged, believed);
  if (options.format === 'json') {
    const { step } = recordStep(judged, read.ledger);
    const trust_root = judged.base.trustRootDigest;
    const about = {
      verdict,
      base: { commit: judged.parent, pinned: base !== undefined },
      trust_root,
      believed,
    };
    host.stdout.write(`${JSON.stringify({ ...step, ...about }, null, 2)}\n`);
  } else {
    host.stdout.write(describeVerified(read, judged, { believed, pinned: base !== undefined }));
  }
  return bundleExitCode(verdict);
}

/** A bundle may be this large at the most: no longer text can be read. */
const limit = 510 * 1024 * 1024;

async function readBundle(path: string, shown: string): Promise<Bundle> {
  const about = await stat(path).catch(() => null);
  if (!about?.isFile()) throw badBundle('input.missing', `there is no file ${shown}`, 'Check the path.');
  if (about.size > limit)
    throw badBundle('input.too_large', `${shown} is larger than any bundle`, 'Check the file.');
  const hint = 'A bundle is made by pnpm gate bundle <release>.';
  let value: unknown;
  try {
    value = parseJsonStrictly(await readFile(path));
  } catch (error) {
    throw badBundle('input.json', `${shown} is not JSON: ${(error as Error).message}`, hint);
  }
  if (isBundle(value)) return value;
  throw badBundle('input.json', `${shown} is no bundle`, hint);
}

const fields: readonly string[] = ['commit', 'decisions', 'ledger', 'record', 'schema'];

// Its objects are checked one by one when they are read.
function isBundle(value: unknown): value is Bundle {
  if (!isObject(value) || Object.keys(value).sort().join() !== fields.join()) return false;
  const { schema, commit, decisions, record } = value;
  return (
    schema === 'gatehouse/bundle@1' &&
    typeof commit === 'string' &&
    isObjectId(commit) &&
    isObject(decisions) &&
    Object.entries(decisions).every(([release, digest]) => release.isWellFormed() && isDigest(digest)) &&
    isObject(record) &&
    isLedger(value.ledger)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}

// The word of whoever made the bundle, as `describe` says; but it must be words.
function isLedger(value: unknown): boolean {
  const { broken, ratified, withdrawals } = (value ?? {}) as Record<string, unknown>;
  return (
    isListOf(broken, { release: 'string', principal: 'string', until: 'string', authors: 'object' }) &&
    isListOf(ratified, { release: 'string', principal: 'string' }) &&
    isListOf(withdrawals, { id: 'string', signoff: 'object', principal: 'string' })
  );
}

function isListOf(value: unknown, fields: Record<string, string>): boolean {
  const fits = (entry: unknown) =>
    typeof entry === 'object' &&
    entry !== null &&
    Object.entries(fields).every(
      ([field, type]) => typeof (entry as Record<string, unknown>)[field] === type,
    );
  return Array.isArray(value) && value.every(fits);
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw badBundle(
        'usage.value',
        `the bundle could not be written to ${file}`,
        'Name a file in a folder that exists.',
      );
    }
    throw new GatehouseError('refused.exists', `${file} is there already`, {
      hint: 'Name another: --output <file>.',
    });
  }
}

function badBundle(
  code: 'input.missing' | 'input.json' | 'input.too_large' | 'usage.value',
  message: string,
  hint: string,
): GatehouseError {
  return new GatehouseError(code, message, { hint });
}

function rootIsTooLittle(): GatehouseError {
  return new GatehouseError(
    'usage.value',
    '--root proves too little: whoever makes a bundle can take that public file, and policies of their own',
    { hint: `Name the commit that judged, the tip of ${target} before the merge: --base <commit id>.` },
  );
}

function notAnId(text: string): GatehouseError {
  return new GatehouseError('usage.value', `${JSON.stringify(text)} is not a full commit id`, {
    hint: 'Ask a clone that you trust: git rev-parse <merge>^1, or the field parent in pnpm gate audit --format json.',
  });
}

function notPromoted(release: string): GatehouseError {
  return new GatehouseError('usage.value', `${release} is not on ${target}: it was not promoted`, {
    hint: 'Name a promoted release: <name>/<version>.',
  });
}

function fromTheStart(release: string): GatehouseError {
  return new GatehouseError('usage.value', `${release} came with the first commit: no step promoted it`, {
    hint: 'There is nothing that could be proven about it.',
  });
}
