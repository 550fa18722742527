import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { codeOf, folder, measure, read, table, writeTable } from './tables.ts';

interface Anonymity {
  quasi: string[];
  sensitive: string;
  k: number;
  l: number;
  entropy: number;
  equal: number;
  ordered: number | null;
}
const reference: { anonymity: Anonymity[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'),
);
const credit = 'credit-holdout.parquet';

describe('personal data', () => {
  test('is found in columns and in texts, counted by cell, and never shown', async () => {
    const measured = await measure(
      table(
        'note, mail, card, amount',
        ['write to ann@example.com or bob@example.com', 'ann@example.com', 4111111111111111, 0.5],
        ['nothing', null, 4111111111111112, 1.5],
        [null, 'no mail', 5, 4111111111111111],
      ),
    );
    const of = (labels: Record<string, string>) => read(measured, 'personal_data_cells', labels);
    expect(measured.examined).toBe(3);
    expect(of({ kind: 'email' })).toMatchObject({ value: 2, n: 10 });
    expect(of({ kind: 'email', column: 'note' })).toMatchObject({ value: 1, n: 2 });
    expect(of({ kind: 'email', column: 'mail' })).toMatchObject({ value: 1, n: 2 });
    expect(of({ kind: 'card', column: 'card' })).toMatchObject({ value: 1, n: 3 });
    expect(of({ kind: 'card', column: 'amount' })).toMatchObject({ value: 1, n: 3 });
    expect(of({ kind: 'iban' })).toMatchObject({ value: 0, n: 10 });
    expect(of({ kind: 'iban', column: 'note' })).toBeUndefined();
    expect(read(measured, 'personal_data_share_max', { kind: 'email' })).toMatchObject({
      value: 0.5,
      note: 'column note',
    });
    expect(read(measured, 'personal_data_columns')).toMatchObject({ value: 4, n: 4 });
    expect(read(measured, 'personal_titles')).toMatchObject({ value: 2, n: 4 });
    const text = JSON.stringify(measured);
    for (const secret of ['ann@', 'bob', 'example.com', '4111']) expect(text).not.toContain(secret);
    expect(measured.details).toMatchObject({
      personal_data: { mail: [{ kind: 'email', cells: 1, examples: ['aaa@aaaaaaa.aaa'] }] },
    });
  });

  test.each([
    ['after another number', '2026 4111 1111 1111 1111'],
    ['with no-break spaces', '4111\u00a01111\u202f1111\u00a01111'],
    ['with en dashes', '4111\u20131111\u20131111\u20131111'],
    [
      'in full-width digits',
      [...'4111111111111111'].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join(''),
    ],
    ['with soft hyphens', '41111111\u00ad11111111'],
  ])('a card number is found %s', async (_, text) => {
    const measured = await measure(table('note', [text], ['2026 4111 1111 1111 1112']));
    expect(read(measured, 'personal_data_cells', { kind: 'card' })).toMatchObject({ value: 1, n: 2 });
    expect(JSON.stringify(measured)).not.toContain('4111');
  });

  test('real tables without any have none', async () => {
    const measured = await measureFixture(plugin, { data: credit }, folder);
    expect(measured.examined).toBe(1113);
    const found = measured.measurements.filter(({ metric }) => metric === 'personal_data_cells');
    expect(found).toHaveLength(16);
    for (const { value, n } of found) expect([value, n]).toEqual([0, 1113 * 23]);
  });

  test('CSV and JSON lines, lists and structures', async () => {
    const rows = "SELECT ['a', 'ann@example.com'] AS list, {m: '+49 30 901820'} AS s FROM range(7)";
    for (const data of ['rows.parquet', 'rows.jsonl', 'rows.csv']) {
      const measured = await measure(rows, { data });
      expect(read(measured, 'personal_data_cells', { kind: 'email', column: 'list' })?.value, data).toBe(7);
      expect(read(measured, 'personal_data_cells', { kind: 'phone', column: 's' })?.value, data).toBe(7);
    }
  });

  test('kinds and columns can be chosen; what is not looked at is counted and named', async () => {
    const rows =
      "SELECT 'ann@example.com' AS a, 'ann@example.com' AS b, DATE '2026-01-01' AS d, '\\xFF'::BLOB AS e";
    const measured = await measure(rows, { kinds: ['email'], exclude: ['b'] });
    expect(read(measured, 'personal_data_cells', { kind: 'email' })).toMatchObject({ value: 1, n: 1 });
    expect(read(measured, 'personal_data_cells', { kind: 'phone' })).toBeUndefined();
    expect(read(measured, 'columns_scanned')).toMatchObject({ value: 1, n: 4 });
    expect(read(measured, 'columns_not_scanned')).toMatchObject({ value: 1, n: 4 });
    expect(measured.details?.columns_not_scanned).toEqual(['e (BLOB, 1 of 1 values are no text)']);
    expect(measured.details?.columns_without_text).toEqual(['d (DATE)']);
    expect(read(measured, 'columns_excluded')).toMatchObject({ value: 1, n: 4 });
    expect(measured.details?.columns_excluded).toEqual(['b']);
    expect(await codeOf(measure(rows, { columns: ['e'] }))).toBe('column-type');
    expect(await codeOf(measure(rows, { columns: ['d'] }))).toBe('column-type');
    expect(await codeOf(measure(rows, { columns: ['z'] }))).toBe('missing-column');
    expect(await codeOf(measure(rows, { exclude: ['z'] }))).toBe('missing-column');
  });

  test('no cell to look at is undefined, not zero', async () => {
    for (const rows of ['SELECT NULL::VARCHAR AS a FROM range(9)', "SELECT DATE '2026-01-01' AS d"]) {
      const measured = await measure(rows);
      expect(read(measured, 'personal_data_cells', { kind: 'email' })).toMatchObject({
        value: null,
        n: 0,
        note: 'no cell to look at',
      });
    }
  });
});

describe('k-anonymity, l-diversity, t-closeness', () => {
  test.each(reference.anonymity)('of $sensitive by $quasi equals pyCANON 1.3.6', async (expected) => {
    const { quasi, sensitive, k, l, entropy, equal, ordered } = expected;
    const config = {
      data: credit,
      quasi_identifiers: quasi,
      sensitive: [sensitive],
      kinds: ['email' as const],
    };
    const measured = await measureFixture(plugin, config, folder);
    const value = (metric: string, labels = {}) => read(measured, metric, labels)?.value;
    expect(value('k_anonymity')).toBe(k);
    expect(value('l_diversity', { column: sensitive })).toBe(l);
    expect(value('l_diversity_entropy', { column: sensitive })).toBeCloseTo(entropy, 9);
    expect(value('t_closeness', { column: sensitive, distance: 'equal' })).toBeCloseTo(equal, 11);
    if (ordered === null)
      expect(value('t_closeness', { column: sensitive, distance: 'ordered' })).toBeUndefined();
    else expect(value('t_closeness', { column: sensitive, distance: 'ordered' })).toBeCloseTo(ordered, 11);
  });

  // Sweeney, "k-anonymity", 2002, figure 2.
  test('the example of Sweeney has k = 2', async () => {
    const people: [string, number, string, string, number][] = [
      ['Black', 1965, 'm', '0214*', 2],
      ['Black', 1965, 'f', '0213*', 2],
      ['Black', 1964, 'f', '0213*', 2],
      ['White', 1964, 'm', '0213*', 3],
      ['White', 1967, 'm', '0213*', 2],
    ];
    const rows = people.flatMap(([race, birth, gender, zip, times]) =>
      Array.from({ length: times }, () => [race, birth, gender, zip]),
    );
    const measured = await measure(table('race, birth, gender, zip', ...rows), {
      quasi_identifiers: ['race', 'birth', 'gender', 'zip'],
    });
    expect(read(measured, 'k_anonymity')).toMatchObject({ value: 2, n: 11 });
    expect(read(measured, 'equivalence_classes')?.value).toBe(5);
    expect(read(measured, 'unique_rows')?.value).toBe(0);
    expect(measured.details?.rows_by_class_size).toEqual({ '1': 0, '2-4': 11, '5-9': 0, '10+': 0 });
  });

  // Machanavajjhala et al., "l-diversity", 2007: the 4-anonymous table, one class of which has cancer only, and the
  // 3-diverse one.
  test('the examples of Machanavajjhala et al.', async () => {
    const [h, v, c] = ['heart disease', 'viral infection', 'cancer'] as [string, string, string];
    const of = async (...classes: string[][]) => {
      const rows = classes.flatMap((diseases, id) => diseases.map((disease) => [`class ${id}`, disease]));
      return measure(table('q, disease', ...rows), { quasi_identifiers: ['q'], sensitive: ['disease'] });
    };
    const bad = await of([h, h, v, v], [c, h, v, v], [c, c, c, c]);
    expect(read(bad, 'k_anonymity')?.value).toBe(4);
    expect(read(bad, 'l_diversity', { column: 'disease' })).toMatchObject({ value: 1, n: 12 });
    expect(read(bad, 'l_diversity_entropy', { column: 'disease' })?.value).toBe(1);
    const good = await of([h, v, c, c], [c, h, v, v], [h, v, c, c]);
    expect(read(good, 'l_diversity', { column: 'disease' })?.value).toBe(3);
    expect(read(good, 'l_diversity_entropy', { column: 'disease' })?.value).toBeCloseTo(2 ** 1.5, 11);
  });

  // Li, Li & Venkatasubramanian, "t-closeness", 2007: section 5.3 (0.375 and 0.167) and table 5 (0.167).
  test('the examples of Li et al., as numbers and as ordered texts', async () => {
    const salaries = { quasi_identifiers: ['q'], sensitive: ['salary'] };
    const t = async (text: boolean, ...classes: number[][]) => {
      const rows = classes.flatMap((all, id) =>
        all.map((one) => [`class ${id}`, text ? `${one}K` : one * 1000]),
      );
      const order = [3, 4, 5, 6, 7, 8, 9, 10, 11].map((one) => `${one}K`);
      const config = text ? { ...salaries, ordered: { salary: order } } : salaries;
      const measured = await measure(table('q, salary', ...rows), config);
      return read(measured, 't_closeness', { column: 'salary', distance: 'ordered' })?.value;
    };
    for (const text of [false, true]) {
      expect(await t(text, [3, 4, 5], [6, 8, 11], [7, 9, 10])).toBeCloseTo(0.375, 11);
      expect(await t(text, [3, 5, 9], [6, 8, 11], [4, 7, 10])).toBeCloseTo(1 / 6, 11);
    }
  });

  test('values that the order names and nobody has widen it; values that it lacks are an error', async () => {
    const rows = table('q, s', ['a', 'I'], ['a', 'I'], ['b', 'III'], ['b', 'III']);
    const config = { quasi_identifiers: ['q'], sensitive: ['s'] };
    const ordered = { s: ['I', 'II', 'III', 'IV', 'V'] };
    const labels = { column: 's', distance: 'ordered' };
    expect(read(await measure(rows, { ...config, ordered }), 't_closeness', labels)?.value).toBe(0.25);
    expect(await codeOf(measure(rows, { ...config, ordered: { s: ['I', 'II'] } }))).toBe('order');
    expect(await codeOf(measure(rows, { ...config, ordered: { s: ['I', 'II', 'III', 'I'] } }))).toBe('order');
    expect(await codeOf(measure(rows, { ...config, ordered: { z: ['I'] } }))).toBe('config');
  });

  test('empty quasi-identifiers are values, empty sensitive values are left out and counted', async () => {
    const rows = table('q, s', [null, 'x'], [null, 'y'], ['a', 'x'], ['a', null], ['b', null], ['b', null]);
    const measured = await measure(rows, { quasi_identifiers: ['q'], sensitive: ['s'] });
    expect(read(measured, 'k_anonymity')).toMatchObject({ value: 2, n: 6 });
    expect(read(measured, 'l_diversity', { column: 's' })).toMatchObject({
      value: 1,
      n: 3,
      note: '1 classes have no value of it and do not count',
    });
    expect(read(measured, 'classes_without_value', { column: 's' })).toMatchObject({ value: 1, n: 3 });
    expect(read(measured, 'sensitive_missing_share', { column: 's' })?.value).toBe(0.5);
  });

  test('columns may be called like anything that the queries use', async () => {
    const names = ['n', 'c0', 'v', 's', 'q', 'p', 'cells', 'whole', 'order', 'select'];
    const columns = names.map((name, index) => `i // ${index + 2} AS "${name}"`);
    const renamed = names.map((_, index) => `i // ${index + 2} AS plain_${index}`);
    const measured = async (list: string[], name: (index: number) => string) =>
      (
        await measure(`SELECT ${list.join(', ')} FROM range(40) t(i)`, {
          quasi_identifiers: [5, 6, 7].map(name),
          sensitive: [name(0), name(1)],
          kinds: ['email'],
        })
      ).measurements.map(({ value }) => value);
    expect(await measured(columns, (index) => names[index] as string)).toEqual(
      await measured(renamed, (index) => `plain_${index}`),
    );
  });

  test('a sensitive column without values, or with one value, has no number', async () => {
    const config = { quasi_identifiers: ['q'], sensitive: ['s'] };
    const of = (measured: Awaited<ReturnType<typeof measure>>) => [
      read(measured, 'l_diversity', { column: 's' }),
      ...['equal', 'ordered'].map((distance) => read(measured, 't_closeness', { column: 's', distance })),
    ];
    const none = await measure("SELECT i AS q, 'nan'::DOUBLE AS s FROM range(9) t(i)", config);
    for (const one of of(none))
      expect(one).toMatchObject({ value: null, n: 0, note: 'the column has no value' });
    const [l, ...ts] = of(await measure('SELECT i % 3 AS q, 5 AS s FROM range(9) t(i)', config));
    expect(l?.value).toBe(1);
    for (const one of ts) expect(one).toMatchObject({ value: null, note: 'it has a single value' });
  });
});

describe('identities in a de-identified table', () => {
  const people = table(
    'name, mail, born, code',
    ['José García', 'jose@example.com', '1980-02-03', 'x1'],
    ['Ann Lee', 'ann@example.com', '1990-12-31', 'y2'],
    ['Bo', null, '2000-01-01', 'z3'],
  );
  const config = { identified: 'people.parquet', identified_columns: ['name', 'mail', 'born', 'code'] };

  test('are found in cells and inside of texts, however they are written', async () => {
    await writeTable('people.parquet', `SELECT * REPLACE (born::DATE AS born) FROM (${people})`);
    const rows = table(
      'note, day, other',
      ['patient JOSE  GARCIA came', '1980-02-03', 'a'],
      ['annlee, ann', '2001-01-01', 'Ann  Lee-Smith'],
      ['mail ann@example.com; ann lee', null, 'x1 bo'],
    );
    const measured = await measure(`SELECT * REPLACE (day::DATE AS day) FROM (${rows})`, config);
    const values = (identified: string) => read(measured, 'leaked_values', { identified });
    expect(values('name')).toMatchObject({ value: 2, n: 2 });
    expect(values('mail')).toMatchObject({ value: 1, n: 2 });
    expect(values('born')).toMatchObject({ value: 1, n: 3 });
    expect(values('code')).toMatchObject({ value: null, n: 0, note: 'all values are too short to look for' });
    expect(read(measured, 'identified_values_skipped', { identified: 'name' })).toMatchObject({
      value: 1,
      n: 3,
    });
    expect(read(measured, 'leaked_cells')).toMatchObject({ value: 4, n: 8 });
    expect(read(measured, 'leaked_cells', { column: 'note' })).toMatchObject({ value: 2, n: 3 });
    expect(measured.details?.leaks).toContainEqual({
      column: 'day',
      identified: 'born',
      cells: 1,
      examples: ['0000 00 00'],
    });
    for (const secret of ['garcia', ' lee', '1980'])
      expect(JSON.stringify(measured).toLowerCase()).not.toContain(secret);
  });

  test('a table without them has none, and says how many were looked for', async () => {
    await writeTable('people.parquet', people);
    const measured = await measure("SELECT 'ann' AS a, 'garcia jose' AS b FROM range(5)", config);
    expect(read(measured, 'leaked_cells')).toMatchObject({ value: 0, n: 10 });
    expect(read(measured, 'leaked_values', { identified: 'name' })).toMatchObject({ value: 0, n: 2 });
  });

  test('an empty identified column finds nothing, and says so', async () => {
    await writeTable('people.parquet', "SELECT NULL::VARCHAR AS name, ' -' AS mail");
    const some = { identified: 'people.parquet', identified_columns: ['name', 'mail'] };
    const measured = await measure("SELECT 'ann' AS a", some);
    for (const identified of ['name', 'mail'])
      expect(read(measured, 'leaked_values', { identified })).toMatchObject({
        value: null,
        note: 'the identified column has no value',
      });
    expect(read(measured, 'leaked_cells')).toMatchObject({
      value: null,
      note: 'no identified value to look for',
    });
  });

  test('errors of the configuration', async () => {
    await writeTable('people.parquet', people);
    const code = (wrong: object) => codeOf(measure("SELECT 'a' AS a", wrong));
    expect(await code({ identified: 'people.parquet' })).toBe('config');
    expect(await code({ identified_columns: ['name'] })).toBe('config');
    expect(await code({ min_length: 3 })).toBe('config');
    expect(await code({ sensitive: ['a'] })).toBe('config');
    expect(await code({ sensitive: ['a'], quasi_identifiers: ['a'] })).toBe('config');
    expect(await code({ quasi_identifiers: ['b'] })).toBe('missing-column');
    expect(await code({ ...config, identified_columns: ['nobody'] })).toBe('missing-column');
    expect(await code({ ...config, identified: 'rows.parquet' })).toBe('same-file');
  });
});

describe('bad tables', () => {
  test('no rows: nothing is examined', async () => {
    const measured = await measure("SELECT 'ann@example.com' AS a WHERE false");
    expect(measured).toMatchObject({ examined: 0, measurements: [] });
  });

  test('a broken or unknown file is an error', async () => {
    await writeTable('cut.parquet', 'SELECT i AS x FROM range(10000) t(i)');
    truncateSync(join(folder, 'cut.parquet'), 5000);
    expect(await codeOf(measureFixture(plugin, { data: 'cut.parquet' }, folder))).toBe('table-unreadable');
    await writeTable('people.txt', 'SELECT 1 AS x');
    expect(await codeOf(measureFixture(plugin, { data: 'people.txt' }, folder))).toBe('unknown-format');
  });
});

test('two hundred thousand cells of personal data are checked in batches', async () => {
  const rows =
    "SELECT 'user' || i || '@example.com' AS mail, i % 100 AS q, hash(i) % 5000 AS s FROM range(200000) t(i)";
  const measured = await measure(rows, { quasi_identifiers: ['q'], sensitive: ['s'] });
  expect(read(measured, 'personal_data_cells', { kind: 'email' })?.value).toBe(200_000);
  expect(read(measured, 'k_anonymity')?.value).toBe(2000);
});

test.each(['DATE', 'TIMESTAMP', 'TIMESTAMPTZ'])(
  'a date that was identified as a time stamp leaks as %s',
  async (type) => {
    const born = type === 'TIMESTAMPTZ' ? type : 'TIMESTAMP';
    await writeTable('born.parquet', `SELECT '1980-01-02 00:00:00'::${born} AS born`);
    const measured = await measure(
      `SELECT * FROM (VALUES ('1980-01-02'::${type}), ('1981-01-02'::${type})) t(day)`,
      {
        identified: 'born.parquet',
        identified_columns: ['born'],
      },
    );
    expect(read(measured, 'leaked_values', { identified: 'born' })).toMatchObject({ value: 1, n: 1 });
    expect(read(measured, 'leaked_cells')).toMatchObject({ value: 1, n: 2 });
  },
);
