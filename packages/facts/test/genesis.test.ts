import { expect, test } from 'vitest';
import { digestGenesis, isOfGenesis } from '../src/genesis.ts';
import type { Governed } from '../src/governed-outside.ts';

const files = { 'policies/main.rego': 'sha256:1', 'releases/a/1/release.yaml': 'sha256:2' };

test('every path and every byte counts, in whatever order', () => {
  const digest = digestGenesis(files);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digestGenesis(Object.fromEntries(Object.entries(files).reverse()))).toBe(digest);
  for (const other of [
    {},
    { ...files, x: 'sha256:3' },
    { ...files, 'policies/main.rego': 'sha256:9' },
    { 'policies/main.rego': 'sha256:1' },
  ])
    expect(digestGenesis(other as Record<string, string>)).not.toBe(digest);
});

test('releases count, although they are not governed', () => {
  const governed: Governed = {
    declared: true,
    covers: (path) => path.startsWith('policies/'),
    reaches: () => true,
  };
  const counted = ['releases/a/1/x', 'policies/x', 'docs/x', 'release/x'].filter((path) =>
    isOfGenesis(path, governed),
  );
  expect(counted).toEqual(['releases/a/1/x', 'policies/x']);
});
