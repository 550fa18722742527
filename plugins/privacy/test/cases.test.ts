import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { cellText, isTextless } from '../src/cell-text.ts';
import type { KindName } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, folder, measure, read, table, writeTable } from './tables.ts';

// The files of ../shared/cases, b11 and b16, and what is right there.
test.each<[string, Partial<Record<KindName, number>>]>([
  ['v03b-tel-dot.csv', { phone: 4 }],
  ['v06-iban-dash.csv', { iban: 6 }],
  ['v07d-card-prefix.csv', { card: 7 }],
  ['v13-arabic.csv', { card: 1, phone: 1 }],
  ['v05c-email-percent.csv', { email: 1 }],
  ['v05-email-idn.csv', { email: 1 }],
  ['v00-binary.parquet', { email: 3 }],
])('%s: %o', async (file, expected) => {
  const measured = await measureFixture(plugin, { data: `cases/${file}` }, folder);
  const found = measured.measurements.filter(
    ({ metric, labels, value }) => metric === 'personal_data_cells' && !labels.column && Number(value) > 0,
  );
  expect(Object.fromEntries(found.map(({ labels, value }) => [labels.kind, value]))).toEqual(expected);
  expect(read(measured, 'personal_data_columns')?.value).toBe(1);
  expect(read(measured, 'columns_not_scanned')?.value).toBe(0);
});

describe('bytes', () => {
  const notScanned = (measured: Awaited<ReturnType<typeof measure>>) => [
    read(measured, 'columns_not_scanned')?.value,
    measured.details?.columns_not_scanned,
  ];

  test.each([
    ['a column', "encode('jörg@müller.de')", 'BLOB'],
    ['a list', "[encode('a'), encode('an, jörg@müller.de')]", 'BLOB[]'],
    ['a structure', '{m: encode(\'"jörg@müller.de"\')}', 'STRUCT(m BLOB)'],
  ])('that are text are looked through: %s', async (_, value, type) => {
    const measured = await measure(`SELECT ${value}::${type} AS x FROM range(3)`);
    expect(read(measured, 'personal_data_cells', { kind: 'email', column: 'x' })).toMatchObject({
      value: 3,
      n: 3,
    });
    expect(notScanned(measured)).toEqual([0, []]);
  });

  test.each([
    ['not UTF-8', "'\\xFCber ann@example.com'::BLOB", 'BLOB'],
    ['UTF-16', "'a\\x00n\\x00'::BLOB", 'BLOB'],
    ['a picture', "'\\x89PNG\\x0D\\x0A\\x1A\\x0A'::BLOB", 'BLOB'],
    ['a list', "['\\xFF'::BLOB]", 'BLOB[]'],
    ['control characters in a structure', "{m: 'a\\x00b'::BLOB}", 'STRUCT(m BLOB)'],
  ])('that are no text are told: %s', async (_, value, type) => {
    const measured = await measure(`SELECT ${value} AS x, 'text' AS t FROM range(2)`);
    expect(notScanned(measured)).toEqual([1, [`x (${type}, 2 of 2 values are no text)`]]);
    expect(read(measured, 'columns_scanned')).toMatchObject({ value: 1, n: 2 });
  });

  test('of which some are no text are looked through as far as they are, and told', async () => {
    const measured = await measure(
      "SELECT CASE WHEN i = 1 THEN '\\xFF'::BLOB ELSE 'ann@example.com'::BLOB END AS x FROM range(3) t(i)",
    );
    expect(read(measured, 'personal_data_cells', { kind: 'email', column: 'x' })).toMatchObject({
      value: 2,
      n: 2,
    });
    expect(notScanned(measured)).toEqual([1, ['x (BLOB, 1 of 3 values are no text)']]);
  });

  test('dates, times, truth values and random keys can hold none; a type that is not known is not looked through', async () => {
    const measured = await measure(
      "SELECT 'a' AS t, DATE '2026-01-01' AS d, true AS b, uuid() AS u, TIME '10:00' AS c",
    );
    expect(notScanned(measured)).toEqual([0, []]);
    expect(measured.details?.columns_without_text).toEqual([
      'd (DATE)',
      'b (BOOLEAN)',
      'u (UUID)',
      'c (TIME)',
    ]);
    expect(cellText('x', new Map([['x', 'GEOMETRY']]))).toBeUndefined();
    expect(isTextless('GEOMETRY')).toBe(false);
  });

  test('of identities are compared as text, or refused', async () => {
    const config = { identified: 'people.parquet', identified_columns: ['mail'] };
    await writeTable('people.parquet', "SELECT encode('ann@example.com') AS mail");
    const measured = await measure("SELECT encode('write to ann@example.com') AS note", config);
    expect(read(measured, 'leaked_values', { identified: 'mail' })).toMatchObject({ value: 1, n: 1 });
    await writeTable('people.parquet', "SELECT unnest(['\\xFF'::BLOB, 'ann@example.com'::BLOB]) AS mail");
    expect(await codeOf(measure("SELECT 'a' AS note", config))).toBe('column-type');
  });
});

test('the title of a column says what its numbers are', async () => {
  const measured = await measure(
    table(
      'ssn, "Telefon", "order", "E-Mail"',
      [536904399, '030 901820', 536904399, 'ann at example.org'],
      [536904398, '2026-01-01', 303901820, 'none'],
    ),
  );
  const of = (kind: KindName, column: string) =>
    read(measured, 'personal_data_cells', { kind, column })?.value ?? 0;
  expect(of('us_ssn', 'ssn')).toBe(2);
  expect(of('phone', 'Telefon')).toBe(1);
  expect(of('us_ssn', 'order') + Number(of('phone', 'order'))).toBe(0);
  expect(of('email', 'E-Mail')).toBe(1);
});
