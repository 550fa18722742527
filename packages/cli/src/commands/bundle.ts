import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { openRepository } from '@gatehouse/git';
import { escapeTerminal } from '@gatehouse/report';
import { recordStep } from '../audit-step.ts';
import { type Bundle, findPromotion, judgeBundle, makeBundle } from '../bundle.ts';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import type { JudgedStep } from '../judge-step.ts';
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
    host.stdout.write(describe(made.bundle, made.judged));
    host.stdout.write(`Written to ${file}. Anybody can check it: pnpm gate verify-bundle <file>\n`);
    return exitCodeOf(made.judged);
  } finally {
    repository.close();
  }
}

export interface VerifyBundleOptions {
  root?: string;
  format?: string;
}

/** `gate verify-bundle`: judges the promotion in a bundle again, without its repository. */
export async function verifyBundle(host: Host, file: string, options: VerifyBundleOptions): Promise<number> {
  const read = await readBundle(resolve(host.cwd, file), file);
  const judged = await judgeBundle(host, read);
  const { trustRootDigest } = judged.base;
  if (options.root !== undefined && options.root !== trustRootDigest) {
    throw new GatehouseError(
      'refused.not_ready',
      `the bundle was judged by another trust root: ${trustRootDigest}`,
      {
        hint: 'Somebody else than those whom you trust may have signed. Ask where the bundle comes from.',
      },
    );
  }
  if (options.format === 'json') {
    host.stdout.write(
      `${JSON.stringify({ ...recordStep(judged).step, trust_root: trustRootDigest }, null, 2)}\n`,
    );
    return exitCodeOf(judged);
  }
  host.stdout.write(describe(read, judged));
  if (options.root === undefined) {
    host.stdout.write('  → Is this trust root yours? Name its digest to be sure: --root sha256:…\n');
  }
  return exitCodeOf(judged);
}

function describe({ record, commit }: Bundle, judged: JudgedStep): string {
  const { step } = recordStep(judged);
  const releases = step.releases.flatMap(({ release, verdict, digest, decision_digest, signers }) => [
    `  ${release}: ${verdict}`,
    `    digest   ${digest}`,
    `    decision ${decision_digest}`,
    ...signers.map(
      ({ principal, role, commit: id }) => `    signed by ${principal} as ${role} (${id.slice(0, 10)})`,
    ),
  ]);
  const left = Object.keys(record.digests).length;
  const lines = [
    `${judged.verdict === 'refused' ? '✗ REFUSED' : `✓ ${judged.verdict.toUpperCase()}`}  ${commit.slice(0, 10)}, judged as of ${judged.time}`,
    ...releases,
    ...step.reasons.map(({ code, message }) => `  ✗ ${message}  ${code}`),
    `  trust root version ${judged.base.trustRoot.root.version}, ${judged.base.trustRootDigest}`,
    `  ${Object.keys(record.objects).length} objects, each hashed again`,
    ...(left > 0
      ? [`  ${left} large files are named by their digests alone: the sign-offs vouch for them`]
      : []),
    `  not proven by a bundle: that the merge is on ${target} today, real time, broken glass before it (see gate audit)`,
  ];
  return `${lines.map(escapeTerminal).join('\n')}\n`;
}

function exitCodeOf({ verdict }: JudgedStep): number {
  return verdict === 'refused' || verdict === 'unrelated' ? exitCodes.blocked : exitCodes.ready;
}

/** A bundle may be this large at the most. */
const limit = 512 * 1024 * 1024;

async function readBundle(path: string, shown: string): Promise<Bundle> {
  const about = await stat(path).catch(() => null);
  if (!about?.isFile()) throw badBundle('input.missing', `there is no file ${shown}`, 'Check the path.');
  if (about.size > limit)
    throw badBundle('input.too_large', `${shown} is larger than any bundle`, 'Check the file.');
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw badBundle('input.json', `${shown} is not JSON`, 'A bundle is made by pnpm gate bundle <release>.');
  }
  if (isBundle(value)) return value;
  throw badBundle('input.json', `${shown} is no bundle`, 'A bundle is made by pnpm gate bundle <release>.');
}

// Its objects are checked one by one when they are read.
function isBundle(value: unknown): value is Bundle {
  const bundle = value as Partial<Bundle> | null;
  return (
    typeof bundle === 'object' &&
    bundle !== null &&
    bundle.schema === 'gatehouse/bundle@1' &&
    typeof bundle.commit === 'string' &&
    typeof bundle.decisions === 'object' &&
    bundle.decisions !== null &&
    isPast(bundle.past)
  );
}

// The word of whoever made the bundle, as `describe` says; but it must be words.
function isPast(value: unknown): boolean {
  const { ledger, latest } = (value ?? {}) as Record<string, unknown>;
  return Number.isSafeInteger(latest) && isLedger(ledger);
}

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
