import { expect, test } from 'vitest';
import { resolvePath } from '../src/resolve-path.ts';

const place = () => ({ file: 'release.yaml', line: 3 });

test.each([
  ['model.onnx', 'releases/a/1/model.onnx'],
  ['./x/../y', 'releases/a/1/y'],
  ['../../../services/a/x', 'services/a/x'],
  ['..', 'releases/a'],
])('%s', (written, path) => {
  expect(resolvePath('releases/a/1', written, place)).toBe(path);
});

test.each([
  '/etc/passwd',
  '../../../..',
  '../../../../x',
  'a\\b',
  'a\0b',
  '../../../.git/config',
  '../../../.git',
])('%j leaves the repository', (written) => {
  expect(() => resolvePath('releases/a/1', written, place)).toThrow(
    expect.objectContaining({ code: 'input.path', place: place() }),
  );
});
