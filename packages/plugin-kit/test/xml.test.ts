import { describe, expect, test } from 'vitest';
import { decodeEntities, parseXml } from '../src/xml/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const named = (text: string) => parseXml(bytes(text), 'a.xml', { doctype: 'ignored' });

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test('elements have their name without a namespace, attributes, children and own text', () => {
  expect(
    parseXml(bytes('<n:a x="1 &amp; 2" y=" "><b>t</b><!-- c --><![CDATA[<d>]]></n:a>'), 'a.xml'),
  ).toEqual({
    name: 'a',
    attributes: { x: '1 &amp; 2', y: ' ' },
    children: [{ name: 'b', attributes: {}, children: [], text: 't' }],
    text: '<d>',
  });
});

describe('a document type', () => {
  const root = '<report name="r"/>';
  const plain = [
    '<!DOCTYPE report>',
    '<!DOCTYPE report SYSTEM "report.dtd">',
    "<!DOCTYPE report PUBLIC '-//JACOCO//DTD Report 1.1//EN' 'report.dtd' >",
    '<?xml version="1.0"?>\n<!-- <!ENTITY> -->\n<!DOCTYPE coverage\n SYSTEM "coverage-04.dtd">\n',
  ];

  test.each(plain)('%s is passed over only where a format has one', (doctype) => {
    expect(named(doctype + root).name).toBe('report');
    expect(codeOf(() => parseXml(bytes(doctype + root), 'a.xml'))).toBe('xml-dtd');
  });

  test.each([
    '<!DOCTYPE r [<!ENTITY a "x">]><r>&a;</r>',
    '<!DOCTYPE r SYSTEM "r.dtd" [<!ENTITY % p SYSTEM "p"> %p;]><r/>',
    '<!DOCTYPE r><!DOCTYPE r><r/>',
    '<!DOCTYPE r><!ENTITY a "x"><r/>',
    '<r/><!DOCTYPE r>',
    '<r><!DOCTYPE r></r>',
    '<!doctype r><r/>',
    '<!DOCTYPE r SYSTEM "a>b"><r/>',
  ])('%s is refused everywhere', (text) => {
    expect(codeOf(() => named(text))).toBe('xml-dtd');
  });

  test('does not move the lines that an error names', () => {
    const text = '<!DOCTYPE r\n  SYSTEM "r.dtd">\n<r>\n</s>';
    expect(() => named(text)).toThrow(/line 4/);
  });
});

test.each([
  ['xml-malformed', ''],
  ['xml-malformed', 'no markup'],
  ['xml-malformed', '<a><b></a>'],
  ['xml-malformed', '<a/><a/>'],
  ['xml-malformed', '<a><!-- '],
  ['xml-malformed', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
])('%s: %s', (code, text) => {
  expect(codeOf(() => named(text))).toBe(code);
});

test('bytes that are no UTF-8 are refused', () => {
  expect(codeOf(() => parseXml(new Uint8Array([0x3c, 0x61, 0xe9, 0x2f, 0x3e]), 'a.xml'))).toBe('not-utf8');
});

test('an attribute that is called as what all objects have is one like any other; one that could change them is refused', () => {
  expect(Object.entries(named('<a hasOwn="1"/>').attributes)).toEqual([['hasOwn', '1']]);
  expect(codeOf(() => named('<a __proto__="1"/>'))).toBe('xml-malformed');
});

test('entities are decoded once, and control characters go', () => {
  expect(decodeEntities('&amp;lt; &#x41;&#66; &#27;[31m &unknown; &#xD800;')).toBe(
    '&lt; AB [31m &unknown; &#xD800;',
  );
});
