import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { openWorkTree, readRelease, type TreeSource } from '@gatehouse/facts';
import { openRepository } from '@gatehouse/git';
import { openWriter } from '@gatehouse/git/write';
import { findLeftOut, surroundings } from '@gatehouse/judge';
import type { Service } from '@gatehouse/policy';
import type { Host } from '../host.ts';
import { misspelt, readKnownWords, readService } from '../known-words.ts';
import { type Carried, carryFrom } from '../release/carry-from.ts';
import { tellLeftOut } from '../tell-left-out.ts';

export interface NewOptions {
  repo?: string;
  tier?: string;
  profile?: string[];
  branch?: boolean;
  /** The version that it carries on from. */
  from?: string;
}

const tiers = ['low', 'medium', 'high', 'critical'];

/** `gate new`: writes a release in which every part of the spec is explained, on a branch if asked. */
export async function createRelease(
  host: Host,
  name: string,
  version: string,
  options: NewOptions,
): Promise<number> {
  checkNames(name, version, options);
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  repository.close();
  const { root } = repository.location;
  const tree = openWorkTree(root);
  await checkVersion(tree, name, version);
  await checkProfiles(tree, options.profile ?? []);
  const folder = `releases/${name}/${version}`;
  const carried =
    options.from === undefined ? null : await carryFrom(tree, `releases/${name}/${options.from}`, version);
  const text = carried?.text ?? (await fromTemplate(host, tree, { name, version, ...options }));
  readRelease(Buffer.from(text), folder);

  const branch = `release/${name}-${version}`;
  // Before the branch is made, so that none is left behind.
  if (await stat(join(root, folder, 'release.yaml')).catch(() => null)) throw alreadyThere(folder);
  if (options.branch) await openWriter(root, host).startBranch(branch);
  await mkdir(join(root, folder), { recursive: true });
  await writeNew(join(root, folder, 'release.yaml'), text, folder);
  for (const path of carried?.files ?? []) {
    await mkdir(dirname(join(root, folder, path)), { recursive: true });
    await copyFile(join(root, `releases/${name}/${options.from}`, path), join(root, folder, path));
  }
  host.stdout.write(
    [
      `${folder}/release.yaml is there${options.branch ? `, on the branch ${branch}` : ''}. Next:`,
      ...(carried === null ? fillIn : carriedOn(carried, `${options.from}`, `${name}/${version}`)),
      `  2. pnpm gate validate ${name}/${version}     measures, and writes the evidence`,
      `  3. pnpm gate --worktree ${name}/${version}   shows what is missing`,
      '  4. Commit, and ask those whom the gate names to sign.',
      '',
    ].join('\n'),
  );
  tellLeftOut(host, await findLeftOut(host, root, [`${folder}/release.yaml`]));
  return 0;
}

const fillIn = ['  1. Fill it in: every TODO is a question that the gate asks.'];

function carriedOn({ files, own }: Carried, from: string, release: string): string[] {
  return [
    `  1. Carried on from ${from}, with ${files.length} files. Emptied: summary, work items, evidence, waivers, digests, and what`,
    '     people did or said for that version. Fill in what is TODO.',
    ...(own.length === 0 ? [] : [`     Bring what it had of its own: ${own.join(', ')}`]),
    `     Then pnpm gate pin ${release} writes the digests.`,
  ];
}

async function fromTemplate(
  host: Host,
  tree: TreeSource,
  { name, version, ...options }: NewOptions & { name: string; version: string },
): Promise<string> {
  const words = wordsFor(name, version, options, await readService(tree, name));
  return fill(await readFile(host.files.template, 'utf8'), words);
}

const traits = ['personal_data', 'customer_facing', 'automated_decisions', 'regulated', 'safety_critical'];

// What those who govern have said of the service need not be guessed.
function wordsFor(
  name: string,
  version: string,
  { tier, profile = [] }: NewOptions,
  service: Service,
): Record<string, string> {
  const profiles = [...new Set([...profile, ...(service.profiles ?? [])])];
  return {
    name,
    version,
    team: service.team ?? 'todo',
    tier: tier ?? service.least_tier ?? 'medium',
    profiles: `[${profiles.join(', ')}]`,
    ...Object.fromEntries(traits.map((trait) => [trait, String(service.traits?.includes(trait) ?? false)])),
  };
}

function checkNames(name: string, version: string, options: NewOptions): void {
  const { tier = 'medium', profile: profiles = [], from } = options;
  if (from !== undefined && (options.tier !== undefined || profiles.length > 0))
    throw bad(
      '--tier and --profile are those of the version that --from names',
      'Leave them out; change them in the file if they change.',
    );
  if (from === version) throw bad(`--from ${from} is the version itself`, 'Name the one before.');
  const id = /^[a-z0-9][a-z0-9._-]{0,63}$/;
  if (!id.test(name))
    throw bad(`${JSON.stringify(name)} is not a name`, "Use lower-case letters, digits, '.', '_' and '-'.");
  if (!/^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/.test(version))
    throw bad(`${JSON.stringify(version)} is not a version`, 'Use one such as 1.2.0.');
  if (!tiers.includes(tier))
    throw bad(
      `${JSON.stringify(tier)} is not a tier`,
      `${didYouMean(misspelt(tier, tiers))}Tiers: ${tiers.join(', ')}.`,
    );
  for (const profile of profiles) {
    if (!id.test(profile))
      throw bad(
        `${JSON.stringify(profile)} is not a profile`,
        'Use the name of a folder below policies/profiles/.',
      );
  }
}

// `v1.0.0` and `1.0.0` would be two releases; the `v` is a habit of tags.
async function checkVersion(tree: TreeSource, name: string, version: string): Promise<void> {
  if (!/^v\d/i.test(version)) return;
  const others = [...(await tree.folders(`releases/${name}`)).keys()];
  if (others.some((other) => /^v\d/i.test(other))) return;
  throw bad(`${JSON.stringify(version)} is a tag rather than a version`, `Did you mean ${version.slice(1)}?`);
}

// Where the tree has no policies that can be read, every name may be one.
async function checkProfiles(tree: TreeSource, profiles: readonly string[]): Promise<void> {
  if (profiles.length === 0) return;
  const known = (await readKnownWords(tree)).profiles;
  const unknown = known.length === 0 ? undefined : profiles.find((one) => !known.includes(one));
  if (unknown === undefined) return;
  throw bad(
    `there is no profile ${JSON.stringify(unknown)}`,
    `${didYouMean(misspelt(unknown, known))}Profiles: ${known.join(', ')} (the folders of policies/profiles/, and those of packs).`,
  );
}

function didYouMean(word: string | null): string {
  return word === null ? '' : `Did you mean ${word}? `;
}

function fill(template: string, words: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] as string);
}

async function writeNew(file: string, text: string, folder: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere(folder) : cause;
  }
}

function alreadyThere(folder: string): GatehouseError {
  return new GatehouseError('refused.exists', `${folder}/release.yaml is there already`, {
    hint: 'Choose another version, or edit it.',
    place: { file: `${folder}/release.yaml` },
  });
}

function bad(message: string, hint: string): GatehouseError {
  return new GatehouseError('usage.value', message, { hint });
}
