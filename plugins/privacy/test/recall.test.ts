import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoteText } from '@gatehouse/plugin-kit/table';
import { expect, test } from 'vitest';
import type { KindName } from '../src/config.ts';
import { findInText } from '../src/kinds/find-in-text.ts';
import { kindNames } from '../src/kinds/kinds.ts';
import { isTitled } from '../src/kinds/words.ts';
import { plainText } from '../src/plain-text.ts';
import { type Cell, positives, untold } from './labelled/cells.ts';
import { nearMisses } from './labelled/near-misses.ts';
import { folder, measure, read } from './tables.ts';

const look = (some: Cell[]) => some.map((cell) => ({ ...cell, found: kindsOf(cell) }));
const cells = look([...positives(), ...nearMisses()]);

function kindsOf({ text, title }: Cell): KindName[] {
  const plain = plainText(text);
  return kindNames.filter(
    (kind) => findInText(kind, plain, { titled: isTitled(kind, plainText(title)), most: 1 }).length > 0,
  );
}

function countKind(kind: KindName) {
  const held = cells.filter((cell) => cell.kind === kind);
  const found = held.filter((cell) => cell.found.includes(kind)).length;
  const wrong = cells.filter((cell) => cell.kind !== kind && cell.found.includes(kind)).length;
  return { held: held.length, found, wrong, recall: found / held.length, precision: found / (found + wrong) };
}

test.each(kindNames)('%s: at least 98 of 100 are found, and at least 90 of 100 found are some', (kind) => {
  const { held, recall, precision } = countKind(kind);
  expect(held).toBeGreaterThanOrEqual(60);
  expect(recall).toBeGreaterThanOrEqual(0.98);
  expect(precision).toBeGreaterThanOrEqual(0.9);
});

test('no more than chance is found where nothing is', () => {
  const wrong = (sort: string) => cells.filter((cell) => cell.sort === sort && cell.found.length > 0).length;
  const sorts = [...new Set(nearMisses().map(({ sort }) => sort))];
  expect(sorts).toHaveLength(20);
  // One in eleven numbers of nine digits passes the eleven test, one in twenty of eleven digits one of three checks.
  const chance: Record<string, number> = {
    'number of 9 digits': 15,
    'number of 11 digits': 9,
    'address of nothing': 17,
  };
  for (const sort of sorts) expect(wrong(sort), sort).toBeLessThanOrEqual(chance[sort] ?? 4);
});

// The README shows these; `npx vitest run test/recall.test.ts -u` writes them anew.
test('the counts are those that the README states', async () => {
  await expect(describeCounts()).toMatchFileSnapshot('../notes.md');
});

test('the plugin finds in tables what is found in cells: the sieve in SQL loses none', async () => {
  const file = join(folder, 'labelled.jsonl');
  writeFileSync(file, cells.map(({ title, text }) => JSON.stringify({ [title]: text })).join('\n'));
  const titles = [...new Set(cells.map(({ title }) => title))];
  const columns = titles.map((title) => `${quoteText(title)}: 'VARCHAR'`).join(', ');
  const measured = await measure(`SELECT * FROM read_json(${quoteText(file)}, columns = {${columns}})`);
  expect(measured.examined).toBe(cells.length);
  for (const kind of kindNames) {
    const found = cells.filter((cell) => cell.found.includes(kind)).length;
    expect(read(measured, 'personal_data_cells', { kind }), kind).toMatchObject({
      value: found,
      n: cells.length,
    });
  }
});

function describeCounts(): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const kinds = kindNames.map((kind) => {
    const { held, found, wrong, recall, precision } = countKind(kind);
    return [`\`${kind}\``, held, found, percent(recall), wrong, percent(precision)];
  });
  const sorts = (some: Cell[]) => [...new Set(some.map(({ sort }) => sort))];
  const of = (sort: string) => cells.filter((cell) => cell.sort === sort);
  const ways = sorts(positives()).map((sort) => {
    const found = of(sort).filter((cell) => cell.kind && cell.found.includes(cell.kind)).length;
    return [sort, of(sort).length, found];
  });
  const misses = sorts(nearMisses()).map((sort) => {
    const wrong = of(sort).filter(({ found }) => found.length > 0);
    const as = [...new Set(wrong.flatMap(({ found }) => found))].map((kind) => `\`${kind}\``).join(', ');
    return [sort, of(sort).length, wrong.length, as];
  });
  const held = cells.filter(({ kind }) => kind).length;
  const left = sorts(untold()).map((sort) => {
    const some = look(untold().filter((cell) => cell.sort === sort));
    return [sort, some.length, some.filter(({ kind, found }) => kind && found.includes(kind)).length];
  });
  return `## How much is found

Measured on ${cells.length} cells that were made for it (\`test/labelled\`) by who wrote the patterns: a floor below which nothing
falls unseen, not what a stranger's table will give. ${held} cells hold one kind, ${cells.length - held} look like it and hold none; precision
is that of this mix. Where a column is numbers and nothing else, chance passes as many as the check of the kind lets pass.

${table(['Kind', 'Cells', 'Found', 'Recall', 'Found wrongly', 'Precision'], kinds)}

${table(['Written', 'Cells', 'Found'], ways)}

${table(['Near miss', 'Cells', 'Found wrongly', 'As'], misses)}

A number without a check digit counts with its dashes, its country code or its North American form, beside a word for it
(\`SSN 536904399\`, \`Tel. 030 901820\`) or below a title that is one; without them it is left out, since it could be any number:

${table(['Left out', 'Cells', 'Found'], left)}

Names, postal addresses and dates of birth have no form: only titles tell of them (\`personal_titles\`).
`;
}

/** As the formatter of Markdown leaves it. */
function table(head: string[], rows: (string | number)[][]): string {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(head), rule, ...all.slice(1).map(line)].join('\n');
}
