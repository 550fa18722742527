import { GatehouseError } from '@gatehouse/contracts';
import { foldName } from '@gatehouse/git';
import { type Governed, governedBy } from './governed-outside.ts';
import { readYaml } from './read-yaml.ts';
import { readSettings } from './settings.ts';
import type { TreeSource } from './tree-source.ts';

export const governedPath = 'policies/governed.yaml';

/** Leaves out what no engine reads, and what is judged by other rules. */
const byDefault = ['docs/**', '*.md', 'LICENSE'];

/** The list that says the same. */
export const governedByDefault = `schema: gatehouse/governed@1\nexcept: ${JSON.stringify(byDefault)}\n`;

/** What judges and measures, wherever it is said to be. */
const always = ['policies', 'packs', 'plugins'];

/**
 * What of a tree is governed. Where the engine lies outside, `gatehouse.yaml` lists it; where it is part of the tree,
 * `policies/governed.yaml` names what is left out, since what an engine, its build or a job of CI reads is an open set.
 * Throws `input.schema`, and what `readYaml` throws.
 */
export async function readGoverned(source: TreeSource): Promise<Governed> {
  const settings = await readSettings(source);
  if (settings !== null) return governedBy(settings);
  const bytes = await source.read(governedPath, 64 * 1024);
  if (bytes === null) return governedBut(byDefault, false);
  const { value, locate } = readYaml(bytes, governedPath);
  const list = value as { schema?: unknown; except?: unknown } | null;
  const isList =
    typeof list === 'object' &&
    list !== null &&
    Object.keys(list).every((key) => key === 'schema' || key === 'except') &&
    list.schema === 'gatehouse/governed@1' &&
    Array.isArray(list.except);
  if (!isList) throw badList('it is not a list of what is left out', locate([]));
  const patterns = list.except as unknown[];
  const bad = patterns.findIndex((pattern) => !isPattern(pattern));
  if (bad !== -1)
    throw badList(`${JSON.stringify(patterns[bad])} can not be left out`, locate(['except', bad]));
  return governedBut(patterns as string[], true);
}

function isPattern(pattern: unknown): boolean {
  if (typeof pattern !== 'string') return false;
  const names = pattern.replace(/\/\*\*$/, '').split('/');
  const isPlain = names.every((name) => /^[^*?[\]\\\u0000-\u001f]+$/.test(name) && !/^\.{1,2}$/.test(name));
  if (pattern.endsWith('/**')) return isPlain && !always.includes(foldName(names[0] as string));
  return /^[^/?[\]\\\u0000-\u001f]*[^*/?[\]\\\u0000-\u001f][^/?[\]\\\u0000-\u001f]*$/.test(pattern);
}

function governedBut(patterns: readonly string[], declared: boolean): Governed {
  const folders = ['releases/**', ...patterns].flatMap((one) =>
    one.endsWith('/**') ? [one.slice(0, -2)] : [],
  );
  const names = patterns.filter((one) => !one.endsWith('/**')).map(matcherOf);
  const isLeftOut = (path: string) => folders.some((folder) => path.startsWith(folder));
  return {
    declared,
    covers(path, kind = 'file') {
      if (isAttributes(path)) return true;
      return !isLeftOut(path) && !(kind === 'file' && names.some((name) => name.test(path)));
    },
    // A release is judged as a whole, with its own .gitattributes.
    reaches: (folder) => !/^releases\/[^/]+\/[^/]+$/.test(folder),
  };
}

/** Files right at the root: `*` stands for any part of a name. */
function matcherOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+^${}()|\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`, 'u');
}

// By every name that some file system takes for it: git for Windows knows the last two as its short names.
function isAttributes(path: string): boolean {
  return /^(\.gitattributes|gitatt~[1-4]|gi7d29~\d)$/.test(foldName(path.slice(path.lastIndexOf('/') + 1)));
}

function badList(what: string, place: { file?: string }): GatehouseError {
  return new GatehouseError('input.schema', `${governedPath}: ${what}`, {
    hint: 'It holds `schema: gatehouse/governed@1` and `except:`, a list of folders (docs/**) and of files at the root (*.md). policies/, packs/ and plugins/ can not be left out.',
    place,
  });
}
