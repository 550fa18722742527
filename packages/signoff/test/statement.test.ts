import { digestBytes } from '@gatehouse/contracts';
import { describe, expect, test } from 'vitest';
import { explainChange, governanceStatement, releaseStatement, statementDigest } from '../src/index.ts';

const digest = (text: string) => digestBytes(text);
const subject = {
  project: 'acme',
  target: 'main',
  path: 'releases/credit-scorer/1.1.0',
  files: { 'release.yaml': digest('a'), 'evidence/drift.json': digest('b'), 'README.md': digest('c') },
};

describe('the statement', () => {
  test('names project, target, path and every file but outcome.yaml', () => {
    const files = { ...subject.files, 'outcome.yaml': digest('later') };
    expect(releaseStatement({ ...subject, files })).toEqual({ schema: 'gatehouse/statement@1', ...subject });
  });

  test('has a digest that stands: SHA-256 of its canonical JSON', () => {
    expect(statementDigest(releaseStatement(subject))).toBe(
      digestBytes(
        `{"files":{"README.md":"${digest('c')}","evidence/drift.json":"${digest('b')}","release.yaml":"${digest('a')}"},` +
          '"path":"releases/credit-scorer/1.1.0","project":"acme","schema":"gatehouse/statement@1","target":"main"}',
      ),
    );
  });

  test('has another digest after any change, and the same in any order', () => {
    const of = (change: object) => statementDigest(releaseStatement({ ...subject, ...change }));
    const changes = [
      {},
      { project: 'other' },
      { target: 'other' },
      { path: 'releases/credit-scorer/1.2.0' },
      { files: { ...subject.files, 'release.yaml': digest('x') } },
      { files: { ...subject.files, new: digest('a') } },
      { files: { 'release.yaml': digest('a') } },
      { files: Object.fromEntries([...Object.entries(subject.files), ['__proto__', digest('hidden')]]) },
      { files: { ...subject.files, 'evidence/outcome.yaml': digest('x') } },
    ];
    expect(new Set(changes.map(of)).size).toBe(changes.length);
    expect(of({ files: Object.fromEntries(Object.entries(subject.files).reverse()) })).toBe(of({}));
    expect(of({ files: { ...subject.files, 'outcome.yaml': digest('x') } })).toBe(of({}));
  });

  test('is refused without release.yaml, and with a file that has no digest', () => {
    const make = (files: Record<string, string>) => () => releaseStatement({ ...subject, files });
    expect(make({})).toThrow(expect.objectContaining({ code: 'input.missing' }));
    expect(make({ 'outcome.yaml': digest('x') })).toThrow(expect.objectContaining({ code: 'input.missing' }));
    for (const bad of ['', 'sha256:', digest('x').toUpperCase(), `${digest('x')}\n`, undefined as never]) {
      expect(make({ ...subject.files, bad })).toThrow(expect.objectContaining({ code: 'internal' }));
    }
  });
});

describe('the statement of governed files', () => {
  const governed = {
    project: 'acme',
    target: 'main',
    files: {
      'policies/trust/root.yaml': digest('a'),
      'plugins/outcome.yaml': digest('b'),
      'outcome.yaml': digest('c'),
    },
  };

  test('names every one of them, by its path in the repository', () => {
    expect(governanceStatement(governed)).toEqual({
      schema: 'gatehouse/statement@1',
      path: 'governance',
      ...governed,
    });
  });

  test('is refused without the trust root, and with a file that has no digest', () => {
    const make = (files: Record<string, string>) => () => governanceStatement({ ...governed, files });
    expect(make({})).toThrow(expect.objectContaining({ code: 'input.missing' }));
    expect(make({ 'release.yaml': digest('a') })).toThrow(expect.objectContaining({ code: 'input.missing' }));
    expect(make({ ...governed.files, bad: '' })).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  test('is never that of a release, whatever the files', () => {
    const files = { 'policies/trust/root.yaml': digest('a'), 'release.yaml': digest('b') };
    const paths = ['releases/governance/2', 'governance/2'];
    const digests = paths.map((path) => statementDigest(releaseStatement({ ...governed, path, files })));
    expect(digests).not.toContain(statementDigest(governanceStatement({ ...governed, files })));
  });
});

test('a change is explained file by file, sorted', () => {
  const before = releaseStatement({
    ...subject,
    files: { ...subject.files, b: digest('b'), a: digest('a') },
  });
  const after = releaseStatement({
    ...subject,
    files: { ...subject.files, 'README.md': digest('x'), d: digest('d'), c: digest('c') },
  });
  expect(explainChange(before, after)).toEqual({
    added: ['c', 'd'],
    removed: ['a', 'b'],
    changed: ['README.md'],
  });
  expect(explainChange(after, after)).toEqual({ added: [], removed: [], changed: [] });
});
