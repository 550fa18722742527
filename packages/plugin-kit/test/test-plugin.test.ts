import { readFileSync } from 'node:fs';
import { folderWith } from '@gatehouse/testing';
import { expect, test } from 'vitest';
import { definePlugin, type InputPath, type Measured, measureFixture, PluginError } from '../src/index.ts';

interface Config {
  tables: InputPath[];
  change?: (measured: Measured) => void;
}

const plugin = definePlugin<Config>({
  summary: 'Counts bytes.',
  measure({ config, file, progress }) {
    progress(1, 'counting');
    const n = config.tables.map((table) => readFileSync(file(table)).length).reduce((a, b) => a + b, 0);
    const measured: Measured = {
      examined: n,
      methods: { bytes: { definition: 'bytes', parameters: {} } },
      measurements: [{ metric: 'bytes', value: n, n, labels: {} }],
    };
    config.change?.(measured);
    return measured;
  },
});

test('gives what a plugin measures on the files of a folder', async () => {
  const said: unknown[] = [];
  const folder = folderWith({ 'a.txt': 'hello', 'b.txt': 'x' });
  const measured = await measureFixture(plugin, { tables: ['a.txt', 'b.txt'] }, folder, (...all) =>
    said.push(all),
  );
  expect([measured.examined, said]).toEqual([6, [[1, 'counting']]]);
});

test.each<[string, string, (measured: Measured) => void]>([
  ['NaN', 'not-json', (measured) => Object.assign(measured.measurements[0] ?? {}, { value: Number.NaN })],
  [
    'Infinity',
    'not-json',
    (measured) => Object.assign(measured, { headline: { x: Number.POSITIVE_INFINITY } }),
  ],
  ['a metric without a method', 'bad-answer', (measured) => Object.assign(measured, { methods: {} })],
  ['a verdict', 'bad-answer', (measured) => Object.assign(measured, { verdict: 'ready' })],
  ['the same twice', 'bad-answer', ({ measurements }) => measurements.push(...measurements)],
])('refuses %s as the engine does', async (_, code, change) => {
  const folder = folderWith({ 'a.txt': 'hello' });
  await expect(measureFixture(plugin, { tables: ['a.txt'], change }, folder)).rejects.toThrow(
    expect.objectContaining({ code }),
  );
});

test('opens no file that the configuration does not name', async () => {
  const folder = folderWith({ 'a.txt': 'hello' });
  await expect(measureFixture(plugin, { tables: ['b.txt'] }, folder)).rejects.toThrow(PluginError);
  const sneaky = { ...plugin, measure: plugin.measure.bind(plugin) };
  sneaky.measure = ({ file }) => Promise.reject(new Error(file('other.txt')));
  await expect(measureFixture(sneaky, { tables: ['a.txt'] }, folder)).rejects.toThrow(
    expect.objectContaining({ code: 'undeclared-input' }),
  );
});
