import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes, digestJson } from '@gatehouse/contracts';
import { openRepository, type Repository } from '@gatehouse/git';
import { createScratchRepository } from '@gatehouse/git/write';
import {
  formatSignoffMessage,
  governanceStatement,
  releaseStatement,
  statementDigest,
} from '@gatehouse/signoff';
import { surroundings } from '../../src/open-run.ts';
import { type Content, createForge } from '../../src/selftest/forge.ts';
import { createHost, createTeam, engine, type Team } from '../team.ts';
import type { Node, Saying } from './graph.ts';
import { firstRoot, keyNamed, rootFiles, start } from './people.ts';

/** What all histories begin with: policies, plugins and a measured release, in a real repository. */
export interface Template {
  team: Team;
  /** The files of a release, by path below its folder. */
  sample: Record<string, string>;
  tree: string;
  /** `sha256:…` of the governed files that no history changes. */
  governed: Record<string, string>;
}

/** Measured by the real plugin on the day before everything begins. */
export async function makeTemplate(): Promise<Template> {
  const team = createTeam({ now: '2026-11-17T09:00:00Z' });
  const folder = 'releases/notifier/1.0.0';
  cpSync(join(engine, 'bench/sample/notifier/1.0.0'), join(team.root, folder), { recursive: true });
  const { code, err } = await team.gate('validate', 'notifier/1.0.0');
  if (code !== 0) throw new Error(err);
  const read = (paths: string) => paths.split('\n').map((path): [string, string] => [path, team.read(path)]);
  team.git('add', '--all');
  const sample = read(team.git('ls-files', folder)).map(([path, text]) => [
    path.slice(folder.length + 1),
    text,
  ]);
  team.git('rm', '-r', '--quiet', '--cached', 'releases');
  for (const one of team.git('ls-files', 'plugins').split('\n')) {
    if (!one.startsWith('plugins/test-report/')) team.git('rm', '--quiet', '--cached', one);
  }
  team.edit('policies/data/quorums.yaml', (text) =>
    text.replace(/^low:.*$/m, 'low: { engineer: 1, product: 1 }'),
  );
  team.git('add', 'policies');
  const governed = read(team.git('ls-files')).map(([path, text]) => [path, digestBytes(text)]);
  return {
    team,
    sample: Object.fromEntries(sample),
    tree: team.git('write-tree'),
    governed: Object.fromEntries(governed),
  };
}

export interface NewCommit {
  parents: readonly Node[];
  /** Whose files it begins with; default: the first parent. */
  from?: Node;
  changes?: Record<string, string | null>;
  seconds: number;
  by: string;
  /** A key that signs; default: that of `by`. */
  key?: string | 'none' | 'damaged';
  says?: Saying;
  message?: string;
}

/** One scratch repository, in which commits are made in memory. Close it when done. */
export interface World {
  repository: Repository;
  template: Template;
  genesis: Node;
  commit(parts: NewCommit): Node;
  releaseFiles(release: string, note: string): Record<string, string>;
  hostAt(seconds: number): ReturnType<typeof createHost>;
  /** Writes what was made, and the refs that there are at the moment. */
  save(refs: Record<string, Node>): Promise<void>;
  close(): void;
}

export async function openWorld(template: Template): Promise<World> {
  const { team } = template;
  const hostAt = (seconds: number) =>
    createHost(team.root, team.env, () => new Date(seconds * 1000), { out: '', err: '' });
  const around = surroundings(hostAt(start));
  const scratch = createScratchRepository([join(team.root, '.git/objects')], 'sha1', around);
  const repository = await openRepository(scratch.path, around);
  const forge = createForge('sha1');
  await forge.learn(repository, template.tree, 'deep');

  function commit(parts: NewCommit): Node {
    const { parents, from = parents[0], changes = {}, seconds, by, key = by, says = null } = parts;
    const files = new Map(from?.files ?? []);
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) files.delete(path);
      else files.set(path, text);
    }
    const before = from?.tree ?? template.tree;
    const contents = Object.entries(changes).map(([path, text]): [string, Content] => [
      path,
      text === null ? null : Buffer.from(text),
    ]);
    const tree = contents.length === 0 ? before : forge.edit(before, Object.fromEntries(contents));
    const draft = { id: '', tree, parents: [...parents], files, seconds, by, key: keyThatHolds(key), says };
    const id = forge.commit({
      ...{ tree, seconds, parents: parents.map((parent) => parent.id), name: by, email: `${by}@example.org` },
      message: says === null ? (parts.message ?? 'Work\n') : messageOf(template, says),
      sign: key === 'none' ? null : (bytes) => keyNamed(key).sign(bytes, key === 'damaged' ? 'file' : 'git'),
    });
    return { ...draft, id };
  }

  const genesis = commit({
    ...{ parents: [], seconds: start, by: 'ada', key: 'none' },
    changes: {
      ...rootFiles(firstRoot),
      'scripts/tool.mjs': 'one\n',
      'docs/page.md': 'one\n',
      ...releaseFiles(template, 'notifier/1.0.0', 'first'),
      ...releaseFiles(template, 'mailer/1.0.0', 'first'),
    },
  });
  return {
    ...{ repository, template, genesis, commit, hostAt },
    releaseFiles: (release, note) => releaseFiles(template, release, note),
    async save(refs) {
      const pack = forge.takePack();
      if (pack !== null) await scratch.add(pack);
      const lines = Object.entries(refs).map(([name, { id }]) => `${id} refs/heads/${name}\n`);
      writeFileSync(
        join(scratch.path, 'packed-refs'),
        `# pack-refs with: sorted \n${lines.sort(byName).join('')}`,
      );
    },
    close() {
      repository.close();
      scratch.remove();
    },
  };
}

function byName(one: string, other: string): number {
  return one.slice(41) < other.slice(41) ? -1 : 1;
}

function keyThatHolds(key: string): string | null {
  return key === 'none' || key === 'damaged' ? null : key;
}

/** A release that meets every rule but for who has signed. The way back is the version of the genesis. */
function releaseFiles({ sample }: Template, release: string, note: string): Record<string, string> {
  const [name, version] = release.split('/') as [string, string];
  const yaml = `${sample['release.yaml']}`
    .replace(/^name: .*$/m, `name: ${name}`)
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/version: none, how:/, version === '1.0.0' ? '$&' : 'version: 1.0.0, how:');
  const files = { ...sample, 'release.yaml': yaml, 'notes.txt': `${note}\n` };
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`releases/${release}/${path}`, text]),
  );
}

function messageOf(template: Template, says: Saying): string {
  const { release, role, decision, root, until, denies, ours } = says;
  return formatSignoffMessage({
    ...{ release, role, decision, root, target: 'main' },
    project: ours ? 'histories' : 'another',
    digest: digestOf(template, says),
    ...(until !== null && { until }),
    ...(decision === 'break-glass' && { reason: 'Production is down.' }),
    ...(denies && { denies: 'authorship' as const }),
  });
}

function digestOf({ governed }: Template, { release, content }: Saying): string {
  const about = { project: 'histories', target: 'main' };
  const covered = JSON.parse(content) as [string, string][];
  const digests = covered.map(([path, text]) => [path, digestBytes(text)] as const);
  if (release.startsWith('governance/')) {
    const files = { ...governed, ...Object.fromEntries(digests), '/executable': digestJson([]) };
    return statementDigest(governanceStatement({ ...about, files }));
  }
  const path = `releases/${release}`;
  const files = digests.map(([file, digest]) => [file.slice(path.length + 1), digest] as const);
  // What never was a release can be signed all the same, by whoever writes the digest himself.
  const any = { 'release.yaml': digestBytes(''), ...Object.fromEntries(files) };
  return statementDigest(releaseStatement({ ...about, path, files: any }));
}
