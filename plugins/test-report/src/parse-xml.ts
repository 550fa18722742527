import { PluginError } from '@gatehouse/plugin-kit';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

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

/** Parses well-formed XML without a DTD. Throws PluginError `not-utf8`, `xml-dtd` or `xml-malformed`. */
export function parseXml(bytes: Uint8Array, shown: string): Element {
  const text = decode(bytes, shown);
  refuseDeclarations(text, shown);
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
    throw new PluginError('not-utf8', `${shown} is not UTF-8`, 'Let the test runner write UTF-8.');
  }
}

/**
 * Outside of comments and CDATA, `<!` opens a declaration: DOCTYPE, ENTITY and the like. No test runner writes them,
 * and they are how XML is made to expand or to read other files.
 */
function refuseDeclarations(text: string, shown: string): void {
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at)) {
    const close = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    if (close === undefined)
      throw new PluginError(
        'xml-dtd',
        `${shown} has a document type declaration, which is not read`,
        'Remove it from the report.',
      );
    const end = text.indexOf(close, at + 4);
    if (end < 0) throw malformed(shown, 'a comment or CDATA section is not closed');
    at = end + close.length;
  }
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
    'It may be cut off, or a test may have written into it; run the tests again.',
  );
}
