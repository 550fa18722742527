import { type Document, parseDocument } from 'yaml';
import { type Branch, openBranch } from './branch.ts';
import type { Scene } from './scene.ts';
import type { Tip } from './world.ts';

/** What a copy of a release lacks as the successor of itself. */
export const unlikeAnother = [
  'rollback.target_missing',
  'validation.baseline_absent',
  'validation.baseline_ungoverned',
  'validation.baseline_unmeasured',
  'validation.comparison_inconclusive',
  // Its author brings what was measured of the first.
  'validation.evidence_by_author',
];

/** The same release again as another version after `main`, with what `change` makes of it, signed by everybody. */
export function nextVersion(
  scene: Scene,
  main: Tip,
  { from = main, change = () => {} }: { from?: Tip; change?: (yaml: Document) => void } = {},
): Branch {
  const { folder, forge, subject } = scene;
  const next = { ...scene, folder: `${folder}.1`, release: `${scene.release}.1` };
  const document = parseDocument(subject.texts.get('release.yaml') ?? '');
  document.set('version', next.release.split('/')[1]);
  change(document);
  const yaml = Buffer.from(String(document));
  const entry = forge.find(main.tree, folder);
  const copied = [...subject.digests].map(
    ([path, digest]) => [path.replace(folder, next.folder), digest] as const,
  );
  const { tip } = openBranch(next, main, from).change({
    [next.folder]: entry,
    [`${next.folder}/release.yaml`]: yaml,
  });
  const own = tip.digests.get(`${next.folder}/release.yaml`) as string;
  const digests = new Map([...tip.digests, ...copied, [`${next.folder}/release.yaml`, own]]);
  return openBranch(next, main, { ...tip, digests }).signAll();
}
