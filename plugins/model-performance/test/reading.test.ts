import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { folder } from './tables.ts';

test('rows are paired by keys as they are written, and the reader options hold', async () => {
  const rows = Array.from({ length: 40 }, (_, index) => ({
    id: `123456789012345678${10 + index}`,
    y: index % 2,
  }));
  const written = (line: (row: (typeof rows)[number]) => string) => rows.map(line).join('\n');
  writeFileSync(join(folder, 'truth.csv'), `id;y\n${written(({ id, y }) => `${id};${y}`)}\n`);
  writeFileSync(join(folder, 'told.csv'), `id;p\n${written(({ id, y }) => `${id};0,${y === 1 ? 9 : 1}`)}\n`);
  const measured = await measureFixture(
    plugin,
    {
      data: 'truth.csv',
      predictions: 'told.csv',
      key: 'id',
      label: 'y',
      score: 'p',
      reader: { decimal: ',' },
    },
    folder,
  );
  expect(measured.examined).toBe(40);
  expect(measured.measurements.find(({ metric }) => metric === 'accuracy')?.value).toBe(1);
  expect(measured.details?.reading).toMatchObject({
    'truth.csv': { types: { id: 'VARCHAR' } },
    'told.csv': { types: { id: 'VARCHAR', p: 'DOUBLE' } },
  });
});
