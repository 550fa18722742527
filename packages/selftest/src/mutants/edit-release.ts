import { digestBytes, type Evidence, type Release } from '@gatehouse/contracts';
import { type Document, parseDocument } from 'yaml';
import type { Content } from '../forge.ts';
import type { Scene } from '../scene.ts';

/** release.yaml with what `change` makes of it. */
export function release(scene: Scene, change: (document: Document) => void): Record<string, Content> {
  const document = parse(scene);
  change(document);
  return { [`${scene.folder}/release.yaml`]: Buffer.from(String(document)) };
}

/** release.yaml as it is proposed. */
export function parse({ subject }: Scene): Document {
  return parseDocument(subject.texts.get('release.yaml') ?? '');
}

/** The first evidence of the release: its path, and what it says. */
export function readEvidence(scene: Scene): { path: string; long: Evidence } | null {
  const id = (parse(scene).toJS() as Release).evidence?.[0]?.id;
  const text = scene.subject.texts.get(`evidence/${id}.json`);
  return text === undefined
    ? null
    : { path: `${scene.folder}/evidence/${id}.json`, long: JSON.parse(text) as Evidence };
}

/** The first evidence in other bytes, and release.yaml that pins them. */
export function pinned(
  scene: Scene,
  { path }: { path: string },
  long: Evidence,
  more: (document: Document) => void = () => {},
): Record<string, Content> {
  const bytes = Buffer.from(`${JSON.stringify(long, null, 4)}\n`);
  const { status, examined, measured_at } = long;
  const entry = release(scene, (document) => {
    for (const [key, value] of Object.entries({ status, examined, measured_at, digest: digestBytes(bytes) }))
      document.setIn(['evidence', 0, key], value);
    more(document);
  });
  return { ...entry, [path]: bytes };
}
