import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import {
  digestBytes,
  type Evidence,
  GatehouseError,
  type Release,
  type TrustRoot,
} from '@gatehouse/contracts';
import { type Base, listReleases, readStatement, readYaml, releaseLimit } from '@gatehouse/facts';
import type { Engine } from '@gatehouse/judge';
import { readTrustRoot, trustRootPath } from '@gatehouse/signoff';
import { parseDocument } from 'yaml';
import type { Content } from './forge.ts';
import { outcomeFile, siblingVersions } from './sibling-versions.ts';

/** A release that a selftest promotes and attacks. */
export interface Subject {
  /** `<name>/<version>` */
  release: string;
  folder: string;
  /** What has to be put into a tree for the release to be there. */
  contents: Record<string, Content>;
  /** What has to be there before it: the versions that it is compared with. */
  before: Record<string, Content>;
  /** `sha256:…` of the files that sign-offs cover, by path. */
  digests: Map<string, string>;
  /** Files outside of its folder that sign-offs cover as well: their paths by the paths as written. */
  outside: Map<string, string>;
  /** release.yaml, evidence and reports, by path below the folder. */
  texts: Map<string, string>;
  /** Who is named in it must be in the trust root. */
  principals: TrustRoot['principals'];
  /** A moment at which everything in it has happened, and nothing is old yet. Seconds since 1970. */
  moment: number;
}

/** The folders of the base's releases, the newest first. What cannot be read is not among them. */
export async function newestReleases({ source }: Base): Promise<string[]> {
  const folders = await listReleases(source);
  const read = folders.map(async (folder) => {
    try {
      const bytes = await source.read(`${folder}/release.yaml`, releaseLimit);
      return [{ folder, moment: momentOf(bytes ?? Buffer.alloc(0)) }];
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      return [];
    }
  });
  const releases = (await Promise.all(read)).flat();
  return releases.sort((one, other) => other.moment - one.moment).map(({ folder }) => folder);
}

export async function readSubject(base: Base, folder: string): Promise<Subject> {
  const { source, trustRoot } = base;
  const digests = new Map<string, string>();
  const texts = new Map<string, string>();
  const outcome = `${folder}/${outcomeFile}`;
  for (const path of await source.files(folder)) {
    // What came after the promotion is not part of it.
    if (path === outcome) continue;
    digests.set(path, (await source.digest(path))?.digest as string);
    const own = path.slice(folder.length + 1);
    if (isText(own)) addText(texts, own, (await source.read(path, mostRead)) ?? Buffer.alloc(0));
  }
  const contents = {
    [folder]: { kind: 'folder', executable: false, id: `${await source.entryId(folder)}` } as const,
    [outcome]: null,
  };
  const before = await siblingVersions(base, folder, texts);
  const { principals, project } = trustRoot.root;
  const { files } = await readStatement(source, folder, { project, target: base.target });
  const outside = new Map<string, string>();
  for (const [written, digest] of Object.entries(files)) {
    const path = posix.join(folder, written);
    if (digests.has(path)) continue;
    outside.set(written, path);
    digests.set(path, digest);
  }
  return rebind(base, subjectOf({ folder, contents, before, digests, texts, outside, principals }));
}

/** Examples that come with the engine: one that follows another, and that other as a first release. */
const examples = [
  { version: '1.1.0', before: ['1.0.0'] },
  { version: '1.0.0', before: [] },
];

/** The examples, for policies under which no release was promoted yet. Each is read when it is asked for. */
export function exampleSubjects(engine: Engine, base: Base): (() => Promise<Subject>)[] {
  return examples.map((example) => () => exampleSubject(engine, base, example));
}

async function exampleSubject(
  engine: Engine,
  base: Base,
  { version, before: versions }: (typeof examples)[number],
): Promise<Subject> {
  const name = 'releases/credit-scorer';
  const folder = `${name}/${version}`;
  const contents = await readFolder(engine.home, folder);
  const earlier = await Promise.all(versions.map((one) => readFolder(engine.home, `${name}/${one}`)));
  const before: Record<string, Content> = Object.assign({ [name]: null }, ...earlier);
  const digests = new Map(Object.entries(contents).map(([path, bytes]) => [path, digestBytes(bytes)]));
  const texts = new Map<string, string>();
  for (const [path, bytes] of Object.entries(contents)) {
    const own = path.slice(folder.length + 1);
    if (isText(own)) addText(texts, own, bytes);
  }
  const root = readTrustRoot(
    readYaml(await readFile(join(engine.home, trustRootPath)), trustRootPath).value,
  ).root;
  return rebind(
    base,
    subjectOf({ folder, contents, before, digests, texts, outside: new Map(), principals: root.principals }),
  );
}

/**
 * The release as it would be had the plugins of today measured the same: a plugin that has changed since makes its
 * evidence stale, and the gate would refuse everything for that alone.
 */
async function rebind(base: Base, subject: Subject): Promise<Subject> {
  const document = parseDocument(subject.texts.get('release.yaml') ?? '');
  const { evidence = [] } = document.toJS() as Release;
  const texts = new Map<string, string>();
  for (const [index, { id, plugin: name }] of evidence.entries()) {
    const [text, plugin] = [subject.texts.get(`evidence/${id}.json`), await base.plugin(name)];
    if (text === undefined || plugin === null) continue;
    const long = JSON.parse(text) as Evidence;
    if (long.plugin.digest === plugin.digest) continue;
    const bound = `${JSON.stringify({ ...long, plugin }, null, 2)}\n`;
    texts.set(`evidence/${id}.json`, bound);
    document.setIn(['evidence', index, 'version'], plugin.version);
    document.setIn(['evidence', index, 'digest'], digestBytes(bound));
  }
  if (texts.size > 0) texts.set('release.yaml', String(document));
  const files = [...texts].map(([path, text]) => [`${subject.folder}/${path}`, Buffer.from(text)] as const);
  return {
    ...subject,
    contents: { ...subject.contents, ...Object.fromEntries(files) },
    digests: new Map([
      ...subject.digests,
      ...files.map(([path, bytes]) => [path, digestBytes(bytes)] as const),
    ]),
    texts: new Map([...subject.texts, ...texts]),
  };
}

function subjectOf(parts: Omit<Subject, 'release' | 'moment'>): Subject {
  const moment = momentOf(Buffer.from(parts.texts.get('release.yaml') ?? ''));
  return { ...parts, release: parts.folder.slice('releases/'.length), moment };
}

function momentOf(yaml: Uint8Array): number {
  return latest(readYaml(yaml, 'release.yaml').value) / 1000 + 24 * 3600;
}

/** When the last thing happened that a release tells of. */
function latest(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((newest, [key, one]) => {
    const tells = ['measured_at', 'confirmed_on', 'on'].includes(key) && typeof one === 'string';
    const time = tells ? Date.parse(one) : latest(one);
    return Number.isNaN(time) ? newest : Math.max(newest, time);
  }, 0);
}

function isText(path: string): boolean {
  return path === 'release.yaml' || /^(evidence\/[^/]+\.json|reports\/.+)$/.test(path);
}

/** Other bytes than text stay as they are: nothing is made of them. */
function addText(texts: Map<string, string>, path: string, bytes: Buffer): void {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) texts.set(path, text);
}

const mostRead = 256 * 1024 * 1024;

async function readFolder(root: string, folder: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
    (cause) => {
      throw new GatehouseError('config.engine', `this engine comes without its example ${folder}`, {
        hint: 'Name a promoted release: pnpm gate selftest <release>.',
        cause,
      });
    },
  );
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }) => {
    const file = join(parentPath, name);
    return [file.slice(root.length).replace(/^\//, ''), await readFile(file)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
