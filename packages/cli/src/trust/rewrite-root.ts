import { isDeepStrictEqual } from 'node:util';
import { GatehouseError, type TrustRoot } from '@gatehouse/contracts';
import { readYaml } from '@gatehouse/facts';
import { trustRootPath } from '@gatehouse/signoff';
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { inStyleOf } from '../yaml-style.ts';

/**
 * The text of a trust root with another content: comments, order and style of what stays are kept, so that those who
 * sign read a small diff.
 */
export function rewriteRoot(text: string, root: TrustRoot): string {
  const document = parseDocument(text, { schema: 'core', version: '1.2', stringKeys: true });
  updateMap(document, document.contents as unknown as YAMLMap, { ...root });
  const written = inStyleOf(text, document);
  if (!isDeepStrictEqual(readYaml(Buffer.from(written), trustRootPath).value, root)) {
    throw new GatehouseError(
      'internal',
      `${trustRootPath} would not say what was asked for; it was left alone`,
    );
  }
  return written;
}

function updateMap(document: Document, map: YAMLMap, wanted: Record<string, unknown>): void {
  for (const name of Object.keys(map.toJS(document))) if (!Object.hasOwn(wanted, name)) map.delete(name);
  for (const [name, value] of Object.entries(wanted)) {
    const present = map.get(name, true);
    if (isSame(document, present, value)) continue;
    if (isMap(present) && isObject(value) && present.items.length > 0) updateMap(document, present, value);
    else if (isSeq(present) && Array.isArray(value) && present.items.length > 0) {
      present.items = value.map((item) => reuse(document, present.items, item));
    } else if (isScalar(present) && !isCollectionLike(value)) present.value = value;
    else map.set(name, createNode(document, value));
  }
}

function reuse(document: Document, items: readonly unknown[], wanted: unknown): unknown {
  return items.find((item) => isSame(document, item, wanted)) ?? createNode(document, wanted);
}

// Short lists stand on one line, as in the root that comes with Gatehouse.
function createNode(document: Document, value: unknown): unknown {
  const node = document.createNode(value);
  if (!isMap(node)) return node;
  for (const { key, value: inner } of node.items) {
    if (isMap(inner)) node.set(key, createNode(document, inner.toJS(document)));
    if (isCollection(inner) && isScalar(key) && ['roles', 'emails'].includes(String(key.value)))
      inner.flow = true;
  }
  return node;
}

function isSame(document: Document, node: unknown, value: unknown): boolean {
  return isNode(node) && isDeepStrictEqual(node.toJS(document), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCollectionLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
