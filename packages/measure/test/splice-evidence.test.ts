import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readEntries, spliceEvidence } from '../src/splice-evidence.ts';
import { mergeEntries } from '../src/write-evidence.ts';
import { entryWith } from './evidence-samples.ts';

const [a, b, c] = [entryWith('a'), entryWith('b'), entryWith('c')];

// What may stand before, as and behind the list. Every line here must survive, byte for byte.
const befores = [
  '',
  'name: x\n',
  '# first\n\nname:   "odd"   # spaces\nlist: [1,\n   2] # flow\n\n\n# about evidence\n',
  '---\n# head\ntext: |+\n  evidence:\n    - id: no\n\n\nplain: two\n  lines # end\n',
  "'quoted key': {a: 1, b: [x, y]}\nempty:\n# c\nempty too: # d\n",
];
const lists: [string, string[]][] = [
  ['', []],
  ['evidence:\n', []],
  ['evidence: # by the gate\n', []],
  ['evidence: []\n', []],
  ['"evidence": [ ] # none\n', []],
  [`evidence: [{ id: a, x: 1 },\n  {id: z}] # flow\n`, ['a', 'z']],
  ['evidence:\n- id: a\n- id: z\n', ['a', 'z']],
  [
    'evidence:\n    -   id: a # one\n        x: >\n          folded\n\n        y:\n    - # two\n      id: z\n',
    ['a', 'z'],
  ],
  [`evidence:\n${stringify([a]).trimEnd().replaceAll(/^/gm, '  ')}\n`, ['a']],
];
const behinds = [
  '',
  'last: 1\n',
  '\n# about last\nlast: 1 # end\n# tail\n',
  '\n\n    # oddly indented\n# tail without end',
  'last: |-\n  text',
  '...\n',
];

describe.each([
  ['\n', '\n'],
  ['\r\n', '\r\n'],
])('with line ends %j', (_, eol) => {
  test.each(casesFor(eol))('%s: all but the list stays', (_, [bom, before, list, behind], ids) => {
    const [head, middle, tail] = [bom + before, list, behind].map((part) => part.replaceAll('\n', eol)) as [
      string,
      string,
      string,
    ];
    const text = head + middle + tail;
    const data = parse(text);
    const entries = mergeEntries(readEntries(text), [a, b, c], ['a', 'b', 'c']);
    const result = spliceEvidence(text, entries);
    expect(parse(result)).toEqual({ ...data, evidence: entries });
    expect(entries.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(ids.every((id) => text.includes(id))).toBe(true);
    if (list !== '') {
      expect(result.startsWith(head)).toBe(true);
      expect(result.endsWith(tail)).toBe(true);
      for (const comment of list.match(/# by the gate|# none/g) ?? []) expect(result).toContain(comment);
    } else {
      const [kept, end] = tail.startsWith('...') ? [head, tail] : [text, ''];
      expect(result.startsWith(kept)).toBe(true);
      expect(result.endsWith(end)).toBe(true);
    }
    if (eol === '\r\n') expect(result.replaceAll('\r\n', '')).not.toContain('\n');
    expect(spliceEvidence(result, entries)).toBe(result);
    const fewer = spliceEvidence(result, [b]);
    expect(parse(fewer)).toEqual({ ...data, evidence: [b] });
    expect(parse(spliceEvidence(result, []))).toEqual({ ...data, evidence: [] });
  });
});

// Every combination that is a mapping with a key; of the files with CRLF a part is enough.
function casesFor(eol: string): [string, [string, string, string, string], string[]][] {
  return befores.flatMap((before, i) =>
    lists.flatMap(([list, ids], j) =>
      behinds.flatMap((behind, k) => {
        const hasKey = `${before}${list}${behind}`.split('\n').some((line) => /^["']?[a-z]/.test(line));
        if (!hasKey || (eol !== '\n' && (i + j + k) % 4 !== 0)) return [];
        const boms = i === 1 ? ['', '\uFEFF'] : [''];
        return boms.map((bom): [string, [string, string, string, string], string[]] => [
          `${i} ${j} ${k} ${bom.length}`,
          [bom, before, list, behind],
          ids,
        ]);
      }),
    ),
  );
}

test('unchanged entries and comments between entries stay as they are', () => {
  const text = `x: 1
evidence:
  # about a
  - {id: a,   plugin: odd}   # flow

  # about b
  - id: b   # odd
    examined:   1
  # the end of the list
y: 2
`;
  const [odd, old] = readEntries(text) as [typeof a, typeof b];
  const { headline: _, ...plain } = entryWith('b', 7);
  expect(old.examined).toBe(1);
  expect(spliceEvidence(text, [odd, plain])).toBe(`x: 1
evidence:
  # about a
  - {id: a,   plugin: odd}   # flow

  # about b
  - id: b
    plugin: lines
    version: 1.0.0
    status: measured
    examined: 7
    measured_at: 2026-11-23T10:00:00Z
    digest: sha256:${'3'.repeat(64)}
  # the end of the list
y: 2
`);
});

test.each([
  ['broken YAML', 'a: [1\nb: 2\n', 'input.yaml'],
  ['the same key twice', 'evidence: []\nevidence: []\n', 'input.yaml'],
  ['a flow mapping', '{ a: 1 }\n', 'input.yaml'],
  ['a list', '- a\n', 'input.yaml'],
  ['nothing', '', 'input.yaml'],
  ['an explicit key', '? evidence\n: []\n', 'input.yaml'],
  ['two documents', 'a: 1\n---\nb: 1\n', 'input.yaml'],
  ['evidence that is no list', 'evidence: yes\n', 'input.schema'],
  ['entries without ids', 'evidence:\n  - plugin: x\n', 'input.schema'],
])('%s is refused', (_, text, code) => {
  expect(() => spliceEvidence(text, [a])).toThrow(expect.objectContaining({ code }));
});
