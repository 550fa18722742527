import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findPromotion, hashBeside, judgeBundle, makeBundle, readBundle, recordStep } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { isObjectId, openRepository } from '@gatehouse/git';
import { surroundings } from '@gatehouse/judge';
import { bundleExitCode, bundleVerdict, describeMade, describeVerified } from '../describe-bundle.ts';
import type { Host } from '../host.ts';
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
    const { step } = recordStep(judged);
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

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new GatehouseError('usage.value', `the bundle could not be written to ${file}`, {
        hint: 'Name a file in a folder that exists.',
      });
    }
    throw new GatehouseError('refused.exists', `${file} is there already`, {
      hint: 'Name another: --output <file>.',
    });
  }
}

function rootIsTooLittle(): GatehouseError {
  return new GatehouseError(
    'usage.value',
    '--root proves too little: whoever makes a bundle can take that public file, and policies of their own',
    {
      hint: `Name the commit that judged, the tip of the target branch before the merge: --base <commit id>.`,
    },
  );
}

function notAnId(text: string): GatehouseError {
  return new GatehouseError('usage.value', `${JSON.stringify(text)} is not a full commit id`, {
    hint: 'Ask a clone that you trust: git rev-parse <merge>^1, or the field parent in pnpm gate audit --format json.',
  });
}

function notPromoted(release: string): GatehouseError {
  return new GatehouseError(
    'usage.value',
    `${release} is not on the branch that promotions go to: it was not promoted`,
    {
      hint: 'Name a promoted release: <name>/<version>.',
    },
  );
}

function fromTheStart(release: string): GatehouseError {
  return new GatehouseError('usage.value', `${release} came with the first commit: no step promoted it`, {
    hint: 'There is nothing that could be proven about it.',
  });
}
