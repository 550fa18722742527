import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes, digestFiles, digestPluginSources, GatehouseError } from '@gatehouse/contracts';
import { auditPlugin, buildPlugin, makePluginManifest, readPluginSources } from '@gatehouse/plugin-build';
import { folderWith, lineCounter, packages, pluginFolder } from '@gatehouse/testing';
import { describe, expect, test } from 'vitest';
import { runPlugin } from '../src/run-plugin.ts';

const bytes = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
const packageJson = '{"name":"@gatehouse-plugin/lines","version":"1.2.0","dependencies":{}}';
const manifestOf = (plugin: string, more: Record<string, string> = {}) =>
  makePluginManifest(bytes({ 'package.json': packageJson, 'src/plugin.ts': plugin, ...more }));

describe('a built plugin', () => {
  test('serves what its sources say', async () => {
    const folder = pluginFolder();
    const manifest = await buildPlugin(folder);
    expect(JSON.parse(readFileSync(join(folder, 'dist/plugin.json'), 'utf8'))).toEqual(manifest);
    const repository = folderWith({ 'release/table.csv': 'a\nb\n' });
    const run = (shows?: string) =>
      runPlugin({
        manifest: { ...manifest, config: { ...manifest.config, additionalProperties: true } },
        directory: join(folder, 'dist'),
        config: { table: 'table.csv', ...(shows === undefined ? {} : { shows }) },
        releaseDirectory: join(repository, 'release'),
        repositoryDirectory: repository,
      });
    expect(await run()).toMatchObject({ measured: { examined: 2, headline: { lines: 2 } } });
    expect(await run('plugin-error')).toMatchObject({
      error: { code: 'no-lines', message: 'there are none', hint: 'Add some.' },
    });
    expect(await run('error')).toMatchObject({
      error: { code: 'plugin-failed', message: 'TypeError: a bug' },
    });
    expect(await run('undeclared')).toMatchObject({ error: { code: 'undeclared-input' } });
    for (const shows of ['nan', 'infinite', 'bigint', 'map', 'hole'])
      expect(await run(shows)).toMatchObject({
        error: { code: 'not-json', message: expect.stringContaining(`details.${shows}`) },
      });
  });

  test('is the same bytes when it is built again elsewhere', async () => {
    const [one, two] = [pluginFolder(), pluginFolder()];
    for (const folder of [one, two]) await buildPlugin(folder);
    for (const file of ['dist/main.mjs', 'dist/plugin.json'])
      expect(readFileSync(join(one, file), 'utf8')).toBe(readFileSync(join(two, file), 'utf8'));
  });

  test('is made by the command, which tells places of errors', () => {
    const folder = pluginFolder({ 'src/plugin.ts': lineCounter('  table: Date;') });
    // Not dist/: others may be building with it at this moment.
    const built = join(packages, 'plugin-build/node_modules/.build-plugin-test.mjs');
    execFileSync('node', ['build.mjs', built], { cwd: join(packages, 'plugin-build') });
    const command = () => execFileSync('node', [built], { cwd: folder, stdio: 'pipe' });
    expect(command).toThrow('src/plugin.ts:6:10\n  the type `Date` is not supported');
  });
});

describe('the digest of the sources', () => {
  test('counts package.json and src/, and nothing else', () => {
    const files = bytes({
      'src/b.ts': 'b',
      'package.json': 'p',
      'src/a/a.ts': 'a',
      'README.md': 'r',
      'test/t.ts': 't',
    });
    const counted = {
      'package.json': digestBytes('p'),
      'src/a/a.ts': digestBytes('a'),
      'src/b.ts': digestBytes('b'),
    };
    expect(digestPluginSources(files)).toBe(digestFiles(counted));
  });

  test('is the same from disk', () => {
    const files = { 'package.json': 'p', 'src/a/a.ts': 'a', 'src/b.ts': 'b' };
    const folder = folderWith({ ...files, 'test/t.ts': 't' });
    expect(digestPluginSources(readPluginSources(folder))).toBe(digestPluginSources(bytes(files)));
  });

  test('has no symbolic links', () => {
    const folder = folderWith({ 'package.json': 'p', 'src/b.ts': 'b' });
    symlinkSync('b.ts', join(folder, 'src/c.ts'));
    expect(() => readPluginSources(folder)).toThrow(expect.objectContaining({ code: 'input.path' }));
  });
});

describe('the manifest', () => {
  test('comes from a package.json that can be read in one way only', () => {
    for (const text of ['{', packageJson.replace('{', '{"version":"0.9.0",')]) {
      const files = bytes({ 'package.json': text, 'src/plugin.ts': lineCounter() });
      const refused = { code: 'plugin.config', place: expect.objectContaining({ file: 'package.json' }) };
      expect(() => makePluginManifest(files)).toThrow(expect.objectContaining(refused));
      expect(() => auditPlugin(files)).toThrow(expect.objectContaining(refused));
    }
  });

  test('takes summary, capabilities and limits from the definition', () => {
    const definition = `capabilities: ['network', 'files'], limits: { seconds: 10 },`;
    const { config: _, digest: __, ...rest } = manifestOf(lineCounter(undefined, definition));
    expect(rest).toEqual({
      schema: 'gatehouse/plugin@1',
      name: 'lines',
      version: '1.2.0',
      summary: 'Counts the lines of a file.',
      command: ['node', 'main.mjs'],
      capabilities: ['network', 'files'],
      limits: { seconds: 10, memory_mb: 2048 },
    });
  });

  test('derives the schema of the configuration', () => {
    const config = `
  /**
   * The table
   * that is read.
   */
  table: InputPath;
  /** @default 10 @minimum 2 @maximum 50 @integer */
  bins?: number;
  /** @exclusiveMinimum 0 */
  epsilon?: number;
  /** @pattern ^[a-z]+$ */
  name: string;
  mode?: 'quick' | 'full';
  level?: 1 | -2;
  flag: boolean;
  /** @minItems 1 */
  tables: readonly InputPath[];
  by: Record<string, Array<number>>;
  either: string | number;
  shape: Shape;
  'in-line'?: { deep: Readonly<Kind[]> };`;
    const shape = `export interface Base { id: string; kind: string }
export interface Shape extends Base { kind: Kind }
export type Kind = 'a' | 'b';`;
    const source = `import type { Shape as Form, Kind } from './shape.ts';\n${lineCounter(config.replace('shape: Shape', 'shape: Form'))}`;
    const kind = { enum: ['a', 'b'] };
    const input = { type: 'string', format: 'input-path' };
    expect(manifestOf(source, { 'src/shape.ts': shape }).config).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['table', 'name', 'flag', 'tables', 'by', 'either', 'shape'],
      properties: {
        table: { ...input, description: 'The table that is read.' },
        bins: { type: 'integer', default: 10, minimum: 2, maximum: 50 },
        epsilon: { type: 'number', exclusiveMinimum: 0 },
        name: { type: 'string', pattern: '^[a-z]+$' },
        mode: { enum: ['quick', 'full'] },
        level: { enum: [1, -2] },
        flag: { type: 'boolean' },
        tables: { type: 'array', items: input, minItems: 1 },
        by: { type: 'object', additionalProperties: { type: 'array', items: { type: 'number' } } },
        either: { type: ['string', 'number'] },
        shape: {
          type: 'object',
          additionalProperties: false,
          required: ['id', 'kind'],
          properties: { id: { type: 'string' }, kind },
        },
        'in-line': {
          type: 'object',
          additionalProperties: false,
          required: ['deep'],
          properties: { deep: { type: 'array', items: kind } },
        },
      },
    });
  });

  test.each([
    ['an unknown type', '  table: Date;', 6, 10],
    ['any', '  table: any;', 6, 10],
    ['null', '  table: string | null;', 6, 19],
    ['a tuple', '  table: [string];', 6, 10],
    ['a mixed union', '  table: string | string[];', 6, 10],
    ['a method', '  table(): string;', 6, 3],
    ['an index', '  [table: string]: string;', 6, 3],
    ['no type', '  table;', 6, 3],
    ['itself', '  table?: Config;', 5, 1],
    ['an unknown tag', '  /** @minimun 1 */\n  n: number;', 6, 7],
    ['a tag on a wrong type', '  /** @minItems 1 */\n  n: number;', 6, 7],
    ['a value that is none', '  /** @minimum one */\n  n: number;', 6, 7],
    ['a default that does not fit', '  /** @default ten */\n  n: number;', 6, 7],
    ['a pattern that is none', '  /** @pattern ( */\n  n: string;', 6, 7],
    ['a comment that would be lost', '  a: string; /** @minimum 1 */ n: number;', 6, 32],
  ])('refuses %s, with its place', (_, config, line, column) => {
    const caught = catchError(() => manifestOf(lineCounter(config)));
    expect([caught.code, caught.place]).toEqual(['plugin.config', { file: 'src/plugin.ts', line, column }]);
  });

  test.each([
    ['no summary', lineCounter().replace(/summary:.*/, '')],
    ['a summary that is computed', lineCounter().replace(/summary:.*/, 'summary: String(1),')],
    ['a capability that is none', lineCounter(undefined, `capabilities: ['root'],`)],
    ['no plugin', lineCounter().replace('const plugin', 'const other')],
    ['a plugin that is not exported', lineCounter().replace('export const plugin', 'const plugin')],
    ['another definePlugin', lineCounter().replace('definePlugin,', '')],
    ['a Config that is not exported', lineCounter().replace('export interface', 'interface')],
  ])('refuses %s', (_, source) => {
    expect(catchError(() => manifestOf(source)).code).toBe('plugin.config');
  });

  test('knows the types that the kit has for configurations', () => {
    const source = lineCounter()
      .replace('export interface Config {', 'export interface Config {\n  reader?: ReaderOptions;')
      .concat("\nimport type { ReaderOptions } from '@gatehouse/plugin-kit/table';\n");
    const { properties } = manifestOf(source).config as { properties: Record<string, object> };
    expect(properties.reader).toMatchObject({
      additionalProperties: false,
      properties: {
        delimiter: { type: 'string', pattern: '^[^\\r\\n]$' },
        types: { additionalProperties: { enum: expect.arrayContaining(['text', 'number', 'date']) } },
      },
    });
    const unknown = source.replaceAll('ReaderOptions', 'Unknown');
    expect(catchError(() => manifestOf(unknown)).code).toBe('plugin.config');
  });

  test('refuses a package that is no plugin', () => {
    const files = bytes({ 'package.json': '{"name":"lines","version":"1"}', 'src/plugin.ts': lineCounter() });
    expect(catchError(() => makePluginManifest(files)).code).toBe('plugin.config');
  });
});

function catchError(action: () => unknown): GatehouseError {
  try {
    action();
  } catch (error) {
    if (error instanceof GatehouseError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
