import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { PluginError } from '../define-plugin.ts';

export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** Its own text, entities as written. */
  text: string;
}

const deepest = 64;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: deepest,
});

/**
 * Parses well-formed XML without a DTD. `doctype: 'ignored'` is for formats whose tools name their DTD: that name is
 * passed over and never fetched, and a declaration inside of the document is refused all the same. Names lose their
 * namespace; entities stay as written (see decodeEntities). Throws PluginError `not-utf8`, `xml-dtd` or `xml-malformed`.
 */
export function parseXml(
  bytes: Uint8Array,
  shown: string,
  { doctype = 'refused' }: { doctype?: 'refused' | 'ignored' } = {},
): Element {
  const text = withoutDoctype(decode(bytes, shown), shown, doctype === 'ignored');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw malformed(shown, `line ${valid.err.line}: ${valid.err.msg}`);
  const roots = toElements(parse(text, shown));
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw malformed(shown, 'it must have one root element');
  return root;
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PluginError('not-utf8', `${shown} is not UTF-8`, 'Let its tool write UTF-8.');
  }
}

/** A document type by its name and the address of its DTD: nothing is declared in the document itself. */
const plainDoctype =
  /<!DOCTYPE\s+[\w:.-]+(?:\s+(?:PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*')|SYSTEM)\s+(?:"[^"<>]*"|'[^'<>]*'))?\s*>/y;

/**
 * Outside of comments and CDATA, `<!` opens a declaration: DOCTYPE, ENTITY and the like. They are how XML is made to
 * expand or to read other files, so each is refused, but for one plain DOCTYPE ahead of the root where `mayName` is set.
 */
function withoutDoctype(text: string, shown: string, mayName: boolean): string {
  let isProlog = mayName;
  let behind = 0;
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at)) {
    isProlog &&= /^\s*$/.test(text.slice(behind, at).replaceAll(/<\?[^>]*\?>/g, ''));
    const close = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    plainDoctype.lastIndex = at;
    if (close === undefined && isProlog && plainDoctype.test(text)) {
      const blank = text.slice(at, plainDoctype.lastIndex).replaceAll(/[^\n]/g, ' ');
      return withoutDoctype(text.slice(0, at) + blank + text.slice(at + blank.length), shown, false);
    }
    if (close === undefined)
      throw new PluginError(
        'xml-dtd',
        `${shown} has a document type declaration, which is not read`,
        'Remove it from the report.',
      );
    const end = text.indexOf(close, at + 4);
    if (end < 0) throw malformed(shown, 'a comment or CDATA section is not closed');
    at = end + close.length;
    behind = at;
  }
  return text;
}

type Node = Record<string, unknown>;

function parse(text: string, shown: string): Node[] {
  try {
    return parser.parse(text);
  } catch (error) {
    throw malformed(shown, error instanceof Error ? error.message : String(error));
  }
}

function toElements(nodes: Node[]): Element[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const inner = node[name] as Node[];
    return {
      name,
      attributes: (node[':@'] ?? {}) as Record<string, string>,
      children: toElements(inner),
      text: inner.map((one) => (typeof one['#text'] === 'string' ? one['#text'] : '')).join(''),
    };
  });
}

function malformed(shown: string, why: string): PluginError {
  return new PluginError(
    'xml-malformed',
    `${shown} is not well-formed XML: ${why}`,
    'It may be cut off, or something else may have written into it; let its tool write it again.',
  );
}
