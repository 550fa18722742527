import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPluginProject } from '../src/plugin-project.ts';
import { readMethods } from '../src/read-methods.ts';
import { writePluginDocs } from '../src/write-docs.ts';
import { lineCounter, pluginFolder } from './plugin-source.ts';

const config = `
  /** The table, as | CSV. */
  table: InputPath;
  /**
   * How many.
   * @default 10
   * @integer
   * @minimum 1
   */
  bins?: number;
  groups: { name: 'a' | 'b'; /** Deep. */ }[];`.replace(' /** Deep. */', '');

test('the README keeps the sections of notes.md', async () => {
  const folder = pluginFolder({
    'src/plugin.ts': lineCounter(config),
    'example.yaml': 'table: data.csv\ngroups: []\n',
    'notes.md': '## How much is found\n\nAll.\n',
  });
  await writePluginDocs(folder, { check: false });
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(text).toContain('\n\n## How much is found\n\nAll.\n\n## Limits\n');
  writeFileSync(join(folder, 'notes.md'), '## How much is found\n\nLess.\n');
  await expect(writePluginDocs(folder, { check: true })).rejects.toMatchObject({ code: 'plugin.config' });
});

test('the README says what the sources and the example say', async () => {
  const folder = pluginFolder({
    'src/plugin.ts': lineCounter(config, `capabilities: ['files'],`),
    'example.yaml': 'table: data.csv # the data\ngroups:\n  - name: a\n',
  });
  await writePluginDocs(folder, { check: false });
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(`# lines

<!-- Made by \`pnpm run docs\` from the sources and example.yaml; do not edit. -->

Counts the lines of a file.

## Configuration

| Field | Type | Without it | What it is |
| --- | --- | --- | --- |
| \`table\` | file | required | The table, as \\| CSV. |
| \`bins\` | whole number, at least 1 | 10 | How many. |
| \`groups\` | list of mapping | required |  |
| \`groups[].name\` | "a" or "b" | required |  |

## Example

In \`release.yaml\`:

\`\`\`yaml
validations:
  - id: lines
    plugin: lines
    subject: … # the artifact or dataset that is measured
    config:
      table: data.csv # the data
      groups:
        - name: a
\`\`\`

## Metrics

| Metric | How it is computed |
| --- | --- |
| \`lines\` | line feeds |

## Limits

At most 300 seconds and 2048 MB. Beyond its declared inputs it uses any file.
`);
});

test('a stale README, a missing or wrong example are errors', async () => {
  const folder = pluginFolder();
  const check = (how = true) => writePluginDocs(folder, { check: how });
  const place = (file: string) => expect.objectContaining({ code: 'plugin.config', place: { file } });
  await expect(check(false)).rejects.toThrow(place('example.yaml'));
  writeFileSync(join(folder, 'example.yaml'), 'tabel: x');
  await expect(check(false)).rejects.toThrow(place('example.yaml'));
  writeFileSync(join(folder, 'example.yaml'), 'table: [');
  await expect(check(false)).rejects.toThrow(place('example.yaml'));
  writeFileSync(join(folder, 'example.yaml'), 'table: data.csv');
  await expect(check()).rejects.toThrow(place('README.md'));
  await check(false);
  await check();
  writeFileSync(join(folder, 'src/plugin.ts'), lineCounter().replace('Counts', 'Adds up'));
  await expect(check()).rejects.toThrow(place('README.md'));
});

test('methods are found as they are written', () => {
  const source = `
    const unit = 'rows';
    const methods = {
      plain: { definition: 'a' + \`b\`, parameters: {} },
      'quoted-name': method(\`in \${unit}, \${count} of them\`, { count }),
      [computed]: { definition: 'x', parameters: {} },
      other: { definition: make() },
    };`;
  const project = openPluginProject({ 'src/methods.ts': new TextEncoder().encode(source) });
  expect(readMethods(project)).toEqual([
    { metric: 'plain', definition: 'ab' },
    { metric: 'quoted-name', definition: 'in rows, … of them' },
  ]);
});

test('a plugin whose sources name no method has no README', async () => {
  const source = lineCounter().replace("definition: 'line feeds'", 'definition: make()');
  const folder = pluginFolder({ 'src/plugin.ts': source, 'example.yaml': 'table: data.csv' });
  await expect(writePluginDocs(folder, { check: false })).rejects.toThrow(
    expect.objectContaining({ code: 'plugin.config', place: { file: 'src/plugin.ts' } }),
  );
});
