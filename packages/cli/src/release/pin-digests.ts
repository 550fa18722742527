import { isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { applyEdits, type TextEdit } from './text-edits.ts';

/** An artifact or a data set whose bytes lie in the repository. */
export interface Pinnable {
  list: 'artifacts' | 'datasets';
  id: string;
  /** As written. */
  path: string;
  /** As written; null: there is none. */
  digest: string | null;
}

/** What of a release.yaml names a file by `path`. */
export function listPinnable(text: string): Pinnable[] {
  return entriesOf(text).map(({ list, map, path }) => ({
    list,
    id: String(map.get('id') ?? ''),
    path: path.value as string,
    digest: (map.get('digest') as string | undefined) ?? null,
  }));
}

/**
 * The text with other digests (`sha256:…`, by path as written), and not a byte else: an old one is replaced where it
 * stands, a new one comes behind `path`.
 */
export function pinDigests(text: string, digests: ReadonlyMap<string, string>): string {
  const edits = entriesOf(text).flatMap(({ map, path }) => {
    const digest = digests.get(path.value as string);
    if (digest === undefined) return [];
    const old = map.get('digest', true) as Scalar | undefined;
    if (old?.range) return [{ from: old.range[0], to: old.range[1], text: digest }];
    return [newDigest(text, map, path, digest)];
  });
  return applyEdits(text, edits);
}

function newDigest(text: string, map: YAMLMap, path: Scalar, digest: string): TextEdit {
  const end = path.range?.[1] as number;
  if (map.flow) return { from: end, to: end, text: `, digest: ${digest}` };
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === 'path') as Pair<Scalar, Scalar>;
  const start = pair.key.range?.[0] as number;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const line = text.indexOf('\n', end) === -1 ? text.length : text.indexOf('\n', end);
  return { from: line, to: line, text: `\n${' '.repeat(column)}digest: ${digest}` };
}

function entriesOf(text: string): { list: Pinnable['list']; map: YAMLMap; path: Scalar }[] {
  const document = parseDocument(text);
  return (['artifacts', 'datasets'] as const).flatMap((list) => {
    const found = document.get(list, true);
    const maps = isSeq(found) ? found.items.filter((item) => isMap(item)) : [];
    return maps.flatMap((map) => {
      const path = map.get('path', true);
      return isScalar(path) && typeof path.value === 'string' ? [{ list, map, path }] : [];
    });
  });
}
