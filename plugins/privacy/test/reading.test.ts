import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { folder } from './tables.ts';

test('quasi-identifiers are told apart as they are written, and the reader options hold', async () => {
  writeFileSync(join(folder, 'written.csv'), 'code;note\n1.1;Zoë\n1.10;blé\n1.1;x\n1.10;y\n', 'latin1');
  const config = {
    data: 'written.csv',
    quasi_identifiers: ['code'],
    reader: { encoding: 'latin-1' },
  } as const;
  const measured = await measureFixture(plugin, { ...config, quasi_identifiers: ['code'] }, folder);
  expect(measured.headline).toMatchObject({ rows: 4, k_anonymity: 2 });
  expect(measured.details?.reading).toMatchObject({
    'written.csv': { types: { code: 'VARCHAR', note: 'VARCHAR' } },
  });
});
