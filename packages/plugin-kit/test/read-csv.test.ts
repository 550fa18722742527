import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderWith } from '@gatehouse/testing';
import { describe, expect, test } from 'vitest';
import {
  openTable,
  openTableReader,
  type ReaderOptions,
  type Reading,
  type TableFile,
  tellReadings,
} from '../src/table/index.ts';

type How = Partial<TableFile>;

/** The rows of a file as texts, the types of its columns, and how it was read. */
async function read(content: string | Buffer, how: How = {}, name = 'data.csv') {
  const file = join(folderWith({ [name]: content }), name);
  const reader = await openTableReader({ [file]: name });
  try {
    const from = await openTable(reader, { name: 'data', file, shown: name, ...how });
    const rows = await reader.rows(`SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ${from}`);
    const described = await reader.rows(`DESCRIBE SELECT * FROM ${from}`);
    const types = Object.fromEntries(described.map((row) => [row.column_name, row.column_type]));
    return { rows, types, reading: reader.readings[0] };
  } finally {
    reader.close();
  }
}
const typeOf = async (values: readonly string[], options?: ReaderOptions) =>
  (await read(`x\n${values.join('\n')}\n`, { options })).types.x;
const saying = (options: ReaderOptions) => ({ options });

describe('a CSV is read as pandas reads it', () => {
  const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'pandas-tables.json'), 'utf8'));
  type Case = { name: string; base64: string; reader: ReaderOptions; columns: Record<string, string[]> };
  // A number as JavaScript writes it, as the script writes those of pandas.
  const plain = (value: unknown, type: unknown) =>
    value !== null && type === 'DOUBLE' ? String(Number(value)) : value;
  test.each(cases as Case[])('$name', async ({ base64, reader: options, columns }) => {
    const { rows, types } = await read(Buffer.from(base64, 'base64'), { options });
    const found = Object.keys(types).map((name) => [name, rows.map((row) => plain(row[name], types[name]))]);
    expect(Object.fromEntries(found)).toEqual(columns);
  });
});

describe('the type of a column', () => {
  test.each([
    [['1', '2'], 'BIGINT'],
    [['9223372036854775807', '1'], 'BIGINT'],
    [['12345678901234567890', '1'], 'HUGEINT'],
    [['1234567890123456789012345678901234567890', '1'], 'VARCHAR'],
    [['1.5', '2'], 'DOUBLE'],
    [['1e3', 'NaN', '-.5'], 'DOUBLE'],
    [['inf', '-Infinity', 'nan', '1'], 'DOUBLE'],
    [['1E400', '2'], 'VARCHAR'],
    [['1.7976931348623157e308', '1e-400'], 'DOUBLE'],
    [['1.2.20', '1.3.21'], 'VARCHAR'],
    [['10-12-11', '1-2-3'], 'VARCHAR'],
    [['2/13/24', '3/4/24'], 'DATE'],
    [['01.02.24', '13.04.24'], 'DATE'],
    [['02/13/2024 10:00', '03/04/2024 11:30'], 'TIMESTAMP'],
    [['2024-01-05', '2024-01-05 10:00:00'], 'TIMESTAMP'],
    [['2024-01-05T10:00:00.123456789', '2024-01-05T10:00:00.123456780'], 'TIMESTAMP_NS'],
    [['007', '10'], 'VARCHAR'],
    [['0x10', '0x11'], 'VARCHAR'],
    [['+49', '1'], 'VARCHAR'],
    [['1_000', '2'], 'VARCHAR'],
    [['NA', '1'], 'VARCHAR'],
    [['yes', 'no'], 'VARCHAR'],
    [['t', 'f'], 'VARCHAR'],
    [['TRUE', 'false'], 'BOOLEAN'],
    [['2024-01-05', '2024-1-6'], 'DATE'],
    [['20240105', '20240106'], 'BIGINT'],
    [['2024-01-05 10:00:00', '2024-01-05T10:00'], 'TIMESTAMP'],
    [['2024-01-05T10:00:00Z', '2024-01-05T10:00:00+02:00'], 'TIMESTAMP WITH TIME ZONE'],
    [['2024-02-30', '2024-01-01'], 'VARCHAR'],
    [['10:00', '11:00:01'], 'TIME'],
    [['13/02/2024', '01/02/2024'], 'DATE'],
    [['02/13/2024', '01/02/2024'], 'DATE'],
    [['01.02.2024', '05.06.2024'], 'DATE'],
    [['01/01/2024', '02/02/2024'], 'DATE'],
    [['', ''], 'VARCHAR'],
  ])('whose values are %j is %s', async (values, type) => {
    expect(await typeOf([...values, ...values])).toBe(type);
  });

  test('is that of all its values, not of those at the top', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => String(index));
    expect(await typeOf(many)).toBe('BIGINT');
    expect(await typeOf([...many, '0.5'])).toBe('DOUBLE');
    expect(await typeOf([...many, '12345678901234567890'])).toBe('HUGEINT');
    expect(await typeOf([...many, 'none'])).toBe('VARCHAR');
    expect(await typeOf([...many.map(() => ''), '2024-01-05'])).toBe('DATE');
  });

  test('is text, to the last character, where it is used as a code', async () => {
    const text = 'id,version,ok\n12345678901234567890,1.10,True\n12345678901234567891,1.1,False\n';
    const { types, rows } = await read(text, { text: ['id', 'version', 'ok'] });
    expect(types).toEqual({ id: 'VARCHAR', version: 'VARCHAR', ok: 'BOOLEAN' });
    expect(rows.map(({ version }) => version)).toEqual(['1.10', '1.1']);
  });

  test.each<[string[], ReaderOptions, string]>([
    [['yes', 'no', '1'], { types: { x: 'boolean' } }, 'BOOLEAN'],
    [['1', '2'], { types: { x: 'text' } }, 'VARCHAR'],
    [['1,5', '2'], { types: { x: 'number' }, decimal: ',' }, 'DOUBLE'],
    [['01/02/2024'], { types: { x: 'date' }, date_format: '%m/%d/%Y' }, 'DATE'],
    [['01/02/2024 10:30:00'], { date_format: '%m/%d/%Y' }, 'TIMESTAMP'],
    [['1-2-2024 10.30'], { date_format: '%d-%m-%Y %H.%M' }, 'TIMESTAMP'],
    [['1-2-24'], { date_format: '%d-%m-%y' }, 'DATE'],
    [['20240105'], { types: { x: 'date' }, date_format: '%Y%m%d' }, 'DATE'],
    [['007', '+12'], { types: { x: 'number' } }, 'HUGEINT'],
    [['007.5', '+12'], { types: { x: 'number' } }, 'DOUBLE'],
  ])('is the declared one: %j with %j', async (values, options, type) => {
    expect(await typeOf(values, options)).toBe(type);
  });

  test('is read in the declared format, and not as ISO 8601 where it fits too', async () => {
    const { rows } = await read('x,y\n2024-05-02,1\n', saying({ date_format: '%Y-%d-%m' }));
    expect(rows).toEqual([{ x: '2024-02-05', y: '1' }]);
  });

  test('is a boolean for yes and no where that is wanted, and what it is otherwise', async () => {
    const { types } = await read('a,b\nyes,1\nno,0\n', { booleans: ['a', 'b'] });
    expect(types).toEqual({ a: 'BOOLEAN', b: 'BIGINT' });
  });

  test.each<[string, NonNullable<ReaderOptions['types']>, string]>([
    ['a,b\n1,2\n2,NA\n', { b: 'number' }, 'line 3'],
    ['a,b\n"x\ny",yes\n2,maybe\n', { b: 'boolean' }, 'line 4'],
    ['a,b\n1,2024-01-05\n2,2024-02-30\n', { b: 'date' }, 'line 3'],
  ])('that does not hold is refused: %j as %j', async (content, types, place) => {
    const failed = read(content, saying({ types }));
    await expect(failed).rejects.toMatchObject({ code: 'not-as-declared' });
    await expect(failed).rejects.toThrow(place);
  });
});

describe('what was assumed is told', () => {
  test('dialect, types and formats of dates', async () => {
    const { reading } = await read('id;seen;x\n1;13/02/2024;0,5\n', saying({ decimal: ',' }));
    expect(reading).toEqual({
      shown: 'data.csv',
      columns: ['id', 'seen', 'x'],
      rows: 1,
      format: 'csv',
      dialect: { delimiter: ';', quote: '"', escape: '"', header: true, encoding: 'utf-8', decimal: ',' },
      types: { id: 'BIGINT', seen: 'DATE', x: 'DOUBLE' },
      date_formats: { seen: '%d/%m/%Y' },
    });
  });

  test('a column of numbers that a word turned into text', async () => {
    const { reading } = await read('x,y\n1,a\nNA,b\n3,1\n');
    expect(reading?.numbers_in_text).toEqual({ x: { numbers: 2, others: 1 } });
    expect(reading?.missing_words).toEqual({ x: { NA: 1 } });
    const { reading: said } = await read('x,y\n1,a\nNA,b\n3,1\n', saying({ missing: ['NA'] }));
    expect(said).not.toHaveProperty('numbers_in_text');
    expect(said).not.toHaveProperty('missing_words');
  });

  test.each([
    ['a decimal comma', ['1,5', '2,25']],
    ['digits in groups', ['1,234', '12,345']],
    ['digits in groups, by spaces', ['1 234', '12 345']],
    ['a percent sign', ['5%', '10 %']],
    ['a currency', ['$5', '7.50 €']],
    ['a plus', ['+1', '+2']],
  ])('numbers with %s', async (_, values) => {
    const { reading, types } = await read(`id;x\n${values.map((one) => `1;${one}`).join('\n')}\n`);
    expect(types.x).toBe('VARCHAR');
    expect(reading?.numbers_in_text).toEqual({ x: { numbers: 0, others: 2, otherwise: 2 } });
  });

  test.each([[['01234', '10115']], [['+49301234567', '+49301234568']], [['030 123 456', '0171 12']]])(
    'but codes and telephone numbers are not doubtful: %j',
    async (values) => {
      const { reading } = await read(`id;x\n${values.map((one) => `1;${one}`).join('\n')}\n`);
      expect(reading).not.toHaveProperty('numbers_in_text');
    },
  );

  test('words for a missing value in a column of text, unless it is declared to be one', async () => {
    const text = 'country,x\nNA,1\nDE,2\nNA,3\n-,4\n';
    const { reading } = await read(text);
    expect(reading?.missing_words).toEqual({ country: { NA: 2, '-': 1 } });
    const { reading: said } = await read(text, saying({ types: { country: 'text' } }));
    expect(said).not.toHaveProperty('missing_words');
  });

  test('numbers that a float64 rounds', async () => {
    const { reading } = await read('x,y\n9007199254740993,1\n1.5,2\n');
    expect(reading?.rounded).toEqual(['x']);
  });
});

describe('a CSV that can be read in two ways is refused', () => {
  test.each([
    ['dates that may be day or month first', 'a,b\n1,01/02/2024\n2,05/06/2024\n', 'ambiguous-date', 'line 2'],
    ['so with hyphens', 'a,b\n1,01-02-2024\n2,05-06-2024\n', 'ambiguous-date', 'line 2'],
    ['so with a time', 'a,b\n1,01/02/2024 10:00:00\n', 'ambiguous-date', 'line 2'],
    ['years of two digits', 'a,b\n1,24-01-05\n2,24-01-06\n', 'ambiguous-date', 'line 2'],
    ['numbers as header', '7,7\n8,9\n', 'ambiguous-table', 'line 1'],
    ['years as header', 'country,2019,2020\nDE,1,2\n', 'ambiguous-table', 'line 1'],
    ['a date in the header', 'a,2024-01-05\nb,2024-01-06\n', 'ambiguous-table', 'line 1'],
    ['a title line', 'Extract\nid;name;price\n1;a;2.5\n2;b;3.5\n', 'ambiguous-table', 'line 2'],
    ['a title line and an empty one', 'Report\n\na,b\n1,2\n', 'ambiguous-table', 'line 3'],
    ['two delimiters', 'a;b,c\n1;2,3\n', 'ambiguous-table', 'and by'],
    ['a title line with empty cells', 'Extract,,\nid,name,price\n1,a,2.5\n', 'ambiguous-table', 'line 1'],
    ['one of two cells', 'Extract,Q1,\nid,name,price\n1,a,2.5\n', 'ambiguous-table', 'line 1'],
    ['a delimiter said in the file', 'sep=;\na;b\n1;2\n', 'ambiguous-table', 'line 1'],
    ['a comment', '# of, us\nid,x\n1,2\n', 'ambiguous-table', 'line 2'],
    ['a line of units', 'name,weight,height\ntext,kg,cm\nAnn,2,3\n', 'ambiguous-table', 'line 2'],
    ['another delimiter', 'a^b\n1^2\n', 'ambiguous-table', '`^`'],
    ['a delimiter of control', 'a\u0001b\n1\u00012\n', 'ambiguous-table', '\\u0001'],
    ['spaces between numbers', 'lat lon\n1.5 2.5\n', 'ambiguous-table', '` `'],
    [
      'points in one column, and decimal commas in another',
      'x;y\n1.234;1,5\n12.345;2,25\n',
      'ambiguous-table',
      ' y',
    ],
    ['text in apostrophes', "a,b\n'x',2\n'z',3\n", 'ambiguous-table', 'column 1'],
  ])('%s', async (_, content, code, said) => {
    const failed = read(content);
    await expect(failed).rejects.toMatchObject({ code, hint: expect.stringContaining('reader') });
    await expect(failed).rejects.toThrow(said);
  });

  test.each<[string, ReaderOptions, number]>([
    ['7,7\n8,9\n', { header: false }, 2],
    ['a;b,c\n1;2,3\n', { delimiter: ',' }, 1],
    ['v\na|b\nc|d\n', { delimiter: ',' }, 2],
    ['a,b\n1,01/02/2024\n', { types: { b: 'text' } }, 1],
    ['Extract,,\nid,name,price\n', { header: true }, 1],
    ['name,weight,height\ntext,kg,cm\nAnn,2,3\n', { header: true }, 2],
    ['a^b\n1^2\n', { delimiter: '^' }, 1],
    ['x;y\n1.234;1,5\n12.345;2,25\n', { decimal: '.' }, 2],
  ])('and is read where it says which: %j with %j', async (content, options, rows) => {
    expect((await read(content, { options })).rows).toHaveLength(rows);
  });
});

test('dates that can be read in two ways are kept as text where they are not compared, and told', async () => {
  const content = 'a,b,c\n1,01/02/2024,03/04/2024\n';
  const { types, reading } = await read(content, { isCompared: (column) => column === 'a' });
  expect(types).toEqual({ a: 'BIGINT', b: 'VARCHAR', c: 'VARCHAR' });
  expect(reading?.either_format).toEqual({ b: ['%d/%m/%Y', '%m/%d/%Y'], c: ['%d/%m/%Y', '%m/%d/%Y'] });
  await expect(read(content, { isCompared: (column) => column === 'b' })).rejects.toMatchObject({
    code: 'ambiguous-date',
  });
});

describe('a broken CSV is refused with its line', () => {
  const rows = 'x,1\n'.repeat(40_000);
  test.each([
    ['a row that is too short', 'a,b,c\n1,2,3\n4,5\n', 'line 3'],
    ['a row that is too long', 'a,b\n1,2\n3,4,5\n', 'line 3'],
    ['one far down', `a,b\n${rows}1,2,3\n`, 'line 40002'],
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'line 2'],
    ['one far down, after lines inside of quotes', `a,b\n"x\ny",1\n${rows}1,"2\n`, 'line 40004'],
    ['text behind a quote', 'a,b\n1,2\n1,"x" y\n', 'line 3'],
    ['mixed ends of lines', 'a,b\r\n1,2\n3,4\r\n', 'line 2'],
    ['mixed far down', `a,b\n${rows}3,4\r\n`, 'line 40002'],
    ['a title with a delimiter', 'Extract, 3 rows\nid;name\n1;a\n', 'line 2'],
    ['nothing', '', 'empty'],
    ['nothing but empty lines', '\n\n', 'empty'],
  ])('%s', async (_, content, said) => {
    const failed = read(content);
    await expect(failed).rejects.toMatchObject({
      code: 'table-unreadable',
      hint: expect.stringMatching(/./),
    });
    await expect(failed).rejects.toThrow(said);
  });

  test('and so is one in another encoding', async () => {
    const ragged = read(Buffer.from('a;b\né;2\n3\n', 'latin1'), saying({ encoding: 'latin-1' }));
    await expect(ragged).rejects.toThrow('line 3');
  });

  test.each<[ReaderOptions['encoding'], string | Buffer]>([
    ['utf-16', 'a,b\n1,2\n'],
    ['latin-1', Buffer.from([...Buffer.from('a,b\n1,'), 0x85])],
    ['windows-1252', Buffer.from([...Buffer.from('a,b\n1,'), 0x81])],
    ['latin-1', '\ufeffa,b\n1,2\n'],
    ['latin-1', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le')],
    ['utf-16', Buffer.concat([Buffer.from('\ufeffa,b\n', 'utf16le'), Buffer.from([0x00, 0xdc])])],
  ])('what is not %s, as is declared', async (encoding = 'utf-8', content) => {
    await expect(read(content, saying({ encoding }))).rejects.toMatchObject({ code: 'encoding' });
  });

  test.each([
    ['a byte of latin-1', Buffer.from('a;b\n1;2\nblé;3\n', 'latin1'), 'byte 0xE9 in line 3'],
    ['one far down', Buffer.from(`a,b\n${rows}blé,3\n`, 'latin1'), 'byte 0xE9 in line 40002'],
    ['a character that is cut', Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xe2, 0x82])]), 'line 2'],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'UTF-16'],
    ['UTF-16 without its mark', Buffer.from('a,b\n1,2\n', 'utf16le'), 'byte 0x00 in line 1'],
    ['gzip', gzipSync('a,b\n1,2\n'), 'line 1'],
  ])('what is not UTF-8: %s', async (_, content, said) => {
    const failed = read(content);
    await expect(failed).rejects.toMatchObject({
      code: 'encoding',
      hint: expect.stringMatching(/encoding|gzip/),
    });
    await expect(failed).rejects.toThrow(said);
  });
});

test.each<[string, string | Buffer, string?]>([
  ['a byte order mark', '\ufeffa,b\n1,2\n'],
  ['lines that end with CR LF', 'a,b\r\n1,2\r\n'],
  ['lines that end with CR', 'a,b\r1,2\r'],
  ['empty lines above and between', '\n\na,b\n\n1,2\n\n'],
  ['no end of its last line', 'a,b\n1,2'],
  ['quotes around all', '"a","b"\n"1","2"\n'],
  ['spaces around names', 'a, b\n1,2\n'],
  ['gzip', gzipSync('a,b\n1,2\n'), 'data.csv.gz'],
  ['tabs', 'a\tb\n1\t2\n', 'data.tsv'],
])('a CSV with %s is read as one without', async (_, content, name) => {
  expect((await read(content, {}, name)).rows).toEqual([{ a: '1', b: '2' }]);
});

test('a backslash before a quote is found far down too', async () => {
  const { rows, reading } = await read(`a,b\n${'x,1\n'.repeat(40_000)}"say \\"a, b\\"",2\n`);
  expect(rows.at(-1)).toEqual({ a: 'say "a, b"', b: '2' });
  expect(reading?.dialect?.escape).toBe('\\');
});

test.each(['a;b\n1;2\n', 'a|b\n1|2\n'])(
  'a declared delimiter that no line has is refused: %j',
  async (content) => {
    await expect(read(content, saying({ delimiter: ',' }))).rejects.toMatchObject({
      code: 'ambiguous-table',
    });
  },
);

test('a name that another column would be called is refused', async () => {
  await expect(read('x,X,X_1\n1,2,3\n')).rejects.toMatchObject({ code: 'duplicate-column' });
  expect((await read('x,X,y\n1,2,3\n')).rows).toEqual([{ x: '1', X_1: '2', y: '3' }]);
});

test('a format of dates that no column has is refused, but not where there is no row', async () => {
  const options = { date_format: '%m/%d/%Y' };
  const told = async (...contents: string[]) => {
    const readings = await Promise.all(contents.map(async (one) => (await read(one, { options })).reading));
    return tellReadings(readings as Reading[], options);
  };
  await expect(told('x,y\n13/02/2024,1\n')).rejects.toMatchObject({ code: 'not-as-declared' });
  await expect(told('x,y\n2024-02-13,1\n')).rejects.toMatchObject({ code: 'not-as-declared' });
  await expect(told('x,y\n')).resolves.toHaveProperty('reading');
  await expect(told('x,y\na,1\n', 'x,y\n02/13/2024,1\n')).resolves.toHaveProperty('reading');
});

test('a format of dates that is none is an error of the configuration', async () => {
  await expect(read('a,b\n1,2\n', saying({ date_format: '%Q' }))).rejects.toMatchObject({
    code: 'bad-config',
  });
});

describe('JSON lines', () => {
  const json = async (values: readonly string[], how: How = {}) => {
    const lines = values.map((value) => `{"x": ${value}}\n`).join('');
    return read(lines, how, 'data.jsonl');
  };

  test.each([
    [['"2024-01-05"'], 'DATE'],
    [['"2024-01-05T10:00:00"'], 'TIMESTAMP'],
    [['"2024-01-05T10:00:00+02:00"'], 'TIMESTAMP WITH TIME ZONE'],
    [['"13-02-2024"', '"01-02-2024"'], 'DATE'],
    [['"1"'], 'VARCHAR'],
    [['"yes"'], 'VARCHAR'],
    [['123456789012345678901234', '1'], 'HUGEINT'],
    [['1234567890123456789012345678901234567890', '1'], 'VARCHAR'],
    [['1e20', '1.5'], 'DOUBLE'],
  ])('%j are %s', async (values, type) => {
    expect((await json(values)).types.x).toBe(type);
  });

  test('with dates that can be read in two ways are refused', async () => {
    await expect(json(['"01-02-2024"', '"05-06-2024"'])).rejects.toMatchObject({ code: 'ambiguous-date' });
    const said = await json(['"01-02-2024"'], saying({ date_format: '%m-%d-%Y' }));
    expect(said.rows).toEqual([{ x: '2024-01-02' }]);
  });

  test('have words for a missing value where they are declared', async () => {
    const { rows } = await json(['"NA"', '"b"'], saying({ missing: ['NA'] }));
    expect(rows).toEqual([{ x: null }, { x: 'b' }]);
    const typed = await json(['"NA"', '"5"'], saying({ missing: ['NA'], types: { x: 'number' } }));
    expect([typed.types.x, typed.rows]).toEqual(['BIGINT', [{ x: null }, { x: '5' }]]);
  });

  test('keep what is declared to be text', async () => {
    expect((await json(['"2024-01-05"'], { text: ['x'] })).types.x).toBe('VARCHAR');
    expect((await json(['12345678901234567890'], saying({ types: { x: 'text' } }))).rows).toEqual([
      { x: '12345678901234567890' },
    ]);
    await expect(json(['"a"'], saying({ types: { x: 'number' } }))).rejects.toMatchObject({
      code: 'not-as-declared',
    });
  });
});
