import type { Release } from '@gatehouse/contracts';
import { isMap, isSeq, type Node, type Pair, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';
import { applyEdits, pairOf, removePair, replaceValue, scalar, type TextEdit } from './text-edits.ts';

/** What people did or said at another time. */
const acts = ['tested', 'rehearsal', 'confirmed_by', 'confirmed_on'];

/** The same where the schema asks for a name: it is asked again. */
const names = ['accepted_by', 'reviewed_by'];

/**
 * The release.yaml of a next version, from that of the one before: what holds of both is kept, to the byte. What was
 * measured, said, done or dated for that version alone is taken out, and what compares with it names it.
 */
export function carryOn(text: string, before: Release, version: string): string {
  const document = parseDocument(text);
  const root = document.contents as unknown as YAMLMap;
  const edits: TextEdit[] = [];
  const set = (map: unknown, key: string, yaml: string) => {
    const pair = pairOf(map, key);
    if (pair) edits.push(replaceValue(text, pair, yaml));
  };
  const remove = (map: YAMLMap, pair: Pair<Scalar, Node>) => edits.push(removePair(text, map, pair));

  set(root, 'version', scalar(version));
  set(root, 'summary', `TODO what changes since ${before.version}, and for whom`);
  set(root, 'work_items', '[]');
  set(root, 'waivers', '[]');
  set(root.getIn(['baseline'], true), 'version', scalar(before.version));
  set(root.getIn(['rollback'], true), 'target', `{version: ${scalar(before.version)}}`);
  const evidence = pairOf(root, 'evidence');
  if (evidence) remove(root, evidence);
  for (const item of ['artifacts', 'datasets'].flatMap((list) => mapsOf(root.get(list, true)))) {
    for (const name of ['digest', 'built_from']) {
      const pair = pairOf(item, name);
      if (pair) remove(item, pair);
    }
    // What was versioned with the release goes along with it.
    if (item.get('version') === before.version) set(item, 'version', scalar(version));
  }
  // Not everywhere: a plugin's configuration may have such names too.
  for (const part of ['checklists', 'environments', 'rollback', 'monitoring', 'review']) {
    const node = root.get(part, true);
    if (!isMap(node) && !isSeq(node)) continue;
    visit(node, {
      Map(_key, map) {
        for (const name of acts) {
          const pair = pairOf(map, name);
          if (pair) remove(map, pair);
        }
        for (const name of names) set(map, name, 'todo');
      },
    });
  }
  return applyEdits(text, edits) + missingBaseline(before);
}

// A first version has none; a model of the next one is compared with it.
function missingBaseline({ version, baseline, artifacts = [] }: Release): string {
  const model = artifacts.find(({ kind }) => kind === 'model');
  if (baseline !== undefined || model === undefined) return '';
  return `\nbaseline: {version: ${scalar(version)}, artifact: ${model.id}}\n`;
}

function mapsOf(list: unknown): YAMLMap[] {
  return isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
}

/**
 * The files of the version before that are carried along: documents, dashboards, plans. Not what is measured, nor what it
 * was measured with, which a new version brings itself. Paths from its folder.
 */
export function filesToCarry(
  files: readonly string[],
  { artifacts = [], datasets = [], validations = [] }: Release,
): string[] {
  const own = [...artifacts, ...datasets].map(({ path }) => path);
  const inputs = validations.flatMap(({ config }) => textsIn(config));
  const left = new Set([...own, ...inputs, 'release.yaml', 'outcome.yaml']);
  return files.filter((path) => !left.has(path) && !path.startsWith('evidence/'));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
