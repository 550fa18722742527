import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith } from '@gatehouse/testing';
import { expect, test } from 'vitest';
import { integrityOf } from '../src/package-integrity.ts';

const files = { 'package.json': '{"name":"x"}', 'dist/a.mjs': 'a', 'dist/b.mjs': 'b' };
const of = (changed: Record<string, string> = {}) => integrityOf(folderWith({ ...files, ...changed }));

test('equal files are equal wherever they lie, and the word of the package for itself does not count', async () => {
  expect(await of()).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  expect(await of({ INTEGRITY: 'sha512-of-something-else' })).toBe(await of());
});

test.each([
  ['a byte', { 'dist/a.mjs': 'A' }],
  ['a file more', { 'dist/c.mjs': '' }],
  ['a hidden file', { 'dist/.c': '' }],
  ['a file in node_modules of a package without dependencies', { 'node_modules/evil/index.js': '' }],
  ['a name that reads like two lines', { 'dist/a.mjs\n["dist/b.mjs': 'a' }],
])('%s more or other is another package', async (_name, changed) => {
  expect(await of(changed)).not.toBe(await of());
});

test('what a package manager installs for a package with dependencies is not part of it', async () => {
  const declared = { 'package.json': '{"dependencies":{"y":"1.0.0"}}' };
  expect(await of({ ...declared, 'node_modules/y/index.js': '1' })).toBe(await of(declared));
  expect(await of({ ...declared, 'dist/node_modules/y.js': '1' })).not.toBe(await of(declared));
});

test('a link, and a folder that is no package, are refused', async () => {
  const folder = folderWith(files);
  mkdirSync(join(folder, 'lib'));
  writeFileSync(join(folder, 'lib/x'), '');
  symlinkSync('/etc/passwd', join(folder, 'lib/y'));
  await expect(integrityOf(folder)).rejects.toThrow('lib/y is not a plain file');
  rmSync(join(folder, 'package.json'));
  await expect(integrityOf(folder)).rejects.toThrow('package.json');
});
