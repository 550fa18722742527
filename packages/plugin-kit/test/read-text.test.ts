import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeUtf8, parseJson, readReport } from '../src/index.ts';

const path = join(mkdtempSync(join(tmpdir(), 'read-text-')), 'report');

const codeOf = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('a report is read up to its limit, and refused above it', () => {
  writeFileSync(path, '\ufeff[1]');
  expect(parseJson(decodeUtf8(readReport(path, 'r', 6), 'r'), 'r')).toEqual([1]);
  expect(codeOf(() => readReport(path, 'r', 5))).toBe('report-too-large');
});

test('UTF-16 is refused', () => {
  expect(codeOf(() => decodeUtf8(Buffer.from('\ufeff{}', 'utf16le'), 'r'))).toBe('not-utf8');
});

test.each(['', '{', '{} {}', '{"a":1,"a":2}', '{"__proto__":{}}', '{"a":NaN}'])('%s is no JSON', (text) => {
  expect(codeOf(() => parseJson(text, 'r'))).toBe('not-json');
});
