import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { digestBytes, digestFiles, type PluginProgram } from '@gatehouse/contracts';
import { describe, expect, test } from 'vitest';
import { auditPlugin } from '../src/audit-plugin.ts';
import { buildPlugin } from '../src/build-plugin.ts';
import { type RunOptions, readPluginSources, readProgram, runPlugin } from '../src/index.ts';
import { writePluginDocs } from '../src/write-docs.ts';
import { folderWith } from './folders.ts';
import { codeOf, limits, messageOf } from './trial.ts';

const about: PluginProgram = {
  schema: 'gatehouse/plugin-program@1',
  name: 'tool',
  version: '1.0.0',
  summary: 'For tests.',
  command: [process.execPath, 'measure.cjs'],
  config: {
    type: 'object',
    additionalProperties: false,
    properties: { table: { type: 'string', format: 'input-path', description: 'What is read.' } },
  },
  methods: { value: 'a value' },
};

/** A program's answer, with `value` as JavaScript. */
const answer = (value: string) =>
  `process.stdout.write(JSON.stringify({ schema: 'gatehouse/plugin-answer@1', examined: 1,
    methods: { value: { definition: 'a value', parameters: {} } },
    measurements: [{ metric: 'value', value: ${value}, n: 1, labels: {} }] }));`;

const toolFolder = (files: Record<string, string>, changes: Partial<PluginProgram> = {}) => {
  const all = { 'plugin.json': JSON.stringify({ ...about, ...changes }), ...files };
  const named = Object.entries(all).map(([path, text]) => [`tool/${path}`, text]);
  return join(folderWith(Object.fromEntries(named)), 'tool');
};

async function run(folder: string, options: Partial<RunOptions> = {}) {
  const repositoryDirectory = folderWith({ 'release/table.txt': 'hello' });
  const manifest = readProgram(folder);
  if (!manifest) throw new Error('no program');
  const releaseDirectory = join(repositoryDirectory, 'release');
  return runPlugin({
    manifest,
    directory: folder,
    config: {},
    releaseDirectory,
    repositoryDirectory,
    ...options,
  });
}

const runScript = (script: string, changes: Partial<PluginProgram> = {}, options: Partial<RunOptions> = {}) =>
  run(toolFolder({ 'measure.cjs': script }, changes), options);

describe('a plugin that is a program', () => {
  test('is described by its plugin.json and all of its files', () => {
    const folder = toolFolder({
      'measure.cjs': 'm',
      'lib/part.txt': 'p',
      'example.yaml': '{}',
      'README.md': 'r',
      'test/t.py': 't',
      'lib/__pycache__/x.pyc': 'x',
      '.venv/y': 'y',
    });
    const { schema: _, methods: __, ...rest } = about;
    expect(readProgram(folder)).toEqual({
      ...rest,
      schema: 'gatehouse/plugin@1',
      capabilities: [],
      limits: { seconds: 300, memory_mb: 2048 },
      digest: digestFiles({
        'plugin.json': digestBytes(JSON.stringify(about)),
        'measure.cjs': digestBytes('m'),
        'lib/part.txt': digestBytes('p'),
        'example.yaml': digestBytes('{}'),
      }),
    });
    expect(readProgram(join(folder, '..'))).toBe(null);
  });

  test('gives its measurements and the inputs that were hashed', async () => {
    const script = `const { config, files } = JSON.parse(require('fs').readFileSync(0));
      ${answer("require('fs').readFileSync(files[config.table]).length")}`;
    expect(await runScript(script, {}, { config: { table: 'table.txt' } })).toEqual({
      inputs: [{ role: 'table', path: 'table.txt', digest: digestBytes('hello'), size: 5 }],
      measured: {
        examined: 1,
        methods: { value: { definition: 'a value', parameters: {} } },
        measurements: [{ metric: 'value', value: 5, n: 1, labels: {} }],
      },
    });
  });

  test('runs with the files that its digest counts, and nothing that lies beside them', async () => {
    const list = `require('fs').readdirSync(__dirname, { recursive: true }).sort()`;
    const files = { 'measure.cjs': `throw new Error(JSON.stringify(${list}))`, 'lib/a': '', 'dist/b': '' };
    const folder = toolFolder({ ...files, '.env': '', 'node_modules/c': '', 'README.md': '' });
    expect(messageOf(await run(folder))).toContain('["lib","lib/a","measure.cjs","plugin.json"]');
  });

  test('may be a script by itself, whatever its mode', async () => {
    const files = { 'measure.sh': '#!/bin/sh\nexit 9\n' };
    const folder = toolFolder(files, { command: ['measure.sh'] });
    chmodSync(join(folder, 'measure.sh'), 0o644);
    expect(messageOf(await run(folder))).toContain('exit code 9');
  });

  test('is not run when a file is another than the one that was vouched for', async () => {
    const folder = toolFolder({ 'measure.cjs': answer('1') });
    const manifest = readProgram(folder) ?? undefined;
    writeFileSync(join(folder, 'measure.cjs'), answer('2'));
    expect(codeOf(await run(folder, manifest && { manifest }))).toBe('plugin-changed');
    expect(readProgram(folder)?.digest).not.toBe(manifest?.digest);
  });

  test('has an audit that says what it does not know', () => {
    const folder = toolFolder({ 'measure.cjs': `require('net')` });
    expect(auditPlugin(readPluginSources(folder))).toEqual([
      {
        severity: 'warning',
        file: 'plugin.json',
        line: 1,
        column: 1,
        what: `a program, \`${process.execPath} measure.cjs\`: what it uses was not looked at`,
        capability: null,
      },
    ]);
  });
});

describe.concurrent('a program that fails', () => {
  test.each<[string, string, string, Partial<PluginProgram>?]>([
    ['hangs', 'setInterval(() => {}, 1000)', 'timeout', limits(0.4)],
    [
      'fills memory',
      'const all = []; setInterval(() => all.push(Buffer.alloc(20 << 20, 1)), 5)',
      'memory',
      limits(20, 200),
    ],
    ['says nothing', '', 'bad-answer'],
    ['prints rubbish', `process.stdout.write('rubbish')`, 'bad-answer'],
    ['prints before its answer', `console.log('hello'); ${answer('1')}`, 'bad-answer'],
    ['prints two answers', `${answer('1')} ${answer('1')}`, 'bad-answer'],
    [
      'prints a key twice',
      answer('1').replace('JSON', `'{"examined":0,' + JSON`).replace(/\);$/, '.slice(1));'),
      'bad-answer',
    ],
    [
      'answers NaN',
      `process.stdout.write('{"schema":"gatehouse/plugin-answer@1","examined":NaN}')`,
      'bad-answer',
    ],
    ['answers null without a reason', answer('null'), 'bad-answer'],
    [
      'answers endlessly',
      `for (let i = 0; i < 40; i++) process.stdout.write('x'.repeat(1 << 20))`,
      'answer-too-large',
    ],
    ['answers, and then breaks', `${answer('1')} process.exitCode = 3`, 'crashed'],
    ['is not there', '', 'program-missing', { command: ['no-such-interpreter', 'measure.cjs'] }],
    ['is no program', 'neither ELF nor #!', 'crashed', { command: ['measure.cjs'] }],
  ])('%s', async (_, script, code, changes = {}) => {
    expect(codeOf(await runScript(script, changes))).toBe(code);
  });

  test('shows what it said last', async () => {
    const result = await runScript(`console.error('no such model'); process.exit(4)`);
    expect(messageOf(result)).toBe('the plugin ended with exit code 4; it said last: no such model');
  });

  test('is not run with a configuration that does not fit', async () => {
    const result = await runScript(answer('1'), {}, { config: { tabel: 'table.txt' } });
    expect([codeOf(result), messageOf(result)]).toEqual([
      'config-invalid',
      expect.stringContaining('`tabel`'),
    ]);
  });

  test('zero items are said as zero', async () => {
    const script = answer('1').replace('examined: 1', 'examined: 0');
    expect(await runScript(script)).toMatchObject({ measured: { examined: 0 } });
  });
});

describe('where a program is found', () => {
  const tool = (folder: string, code: number) => {
    writeFileSync(join(folder, 'interpreter'), `#!/bin/sh\nexit ${code}\n`);
    chmodSync(join(folder, 'interpreter'), 0o755);
    return folder;
  };
  const command = { command: ['interpreter', 'measure.cjs'] } satisfies Partial<PluginProgram>;

  test("on the user's PATH, but not in the repository, which is the head's", async () => {
    const repositoryDirectory = folderWith({ 'release/table.txt': '', 'bin/x': '' });
    const inside = tool(join(repositoryDirectory, 'bin'), 1);
    const outside = tool(folderWith({}), 2);
    const link = join(folderWith({}), 'link');
    symlinkSync(inside, link);
    const places = { repositoryDirectory, releaseDirectory: join(repositoryDirectory, 'release') };
    const code = async (path: string[], changes: Partial<PluginProgram> = {}) =>
      messageOf(await runScript('', { ...command, ...changes }, { ...places, path: path.join(delimiter) }));
    expect(await code([inside, link, 'relative', outside])).toContain('exit code 2');
    expect(await code([inside, link])).toContain('not on this machine');
    expect(await code([inside], { capabilities: ['processes'] })).toContain('exit code 1');
  });

  test('a folder of that name is none', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'interpreter'));
    expect(codeOf(await runScript('', command, { path: folder }))).toBe('program-missing');
  });
});

describe('a plugin.json that can not be used', () => {
  test.each<[string, string | object]>([
    ['is no JSON', '{'],
    ['has a key twice', `{"version":"0.9.0",${JSON.stringify(about).slice(1)}`],
    ['lacks its methods', { ...about, methods: undefined }],
    ['has no method', { ...about, methods: {} }],
    ['has no command', { ...about, command: [] }],
    ['wants a capability that is none', { ...about, capabilities: ['root'] }],
    ['has an unknown field', { ...about, verdict: true }],
    ['belongs to the kit', { ...about, command: ['node', 'measure.cjs'] }],
    ['takes any field', { ...about, config: { type: 'object' } }],
    ['takes no object', { ...about, config: { type: 'array', additionalProperties: false } }],
    ['has the name of another folder', { ...about, name: 'other' }],
  ])('%s', async (_, content) => {
    const folder = toolFolder({
      'plugin.json': typeof content === 'string' ? content : JSON.stringify(content),
    });
    const place = expect.objectContaining({ file: 'plugin.json' });
    const expected = { code: 'plugin.config', place };
    expect(() => readProgram(folder)).toThrow(expect.objectContaining(expected));
    await expect(buildPlugin(folder)).rejects.toMatchObject(expected);
  });

  test('a link among its files', () => {
    const folder = toolFolder({});
    symlinkSync('/etc/passwd', join(folder, 'data'));
    expect(() => readProgram(folder)).toThrow(expect.objectContaining({ code: 'input.path' }));
  });
});

test('its README says what plugin.json says', async () => {
  const folder = toolFolder({ 'example.yaml': 'table: a.txt\n' });
  await writePluginDocs(folder, { check: false });
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(readme).toContain('| `table` | file | optional | What is read. |');
  expect(readme).toContain('| `value` | a value |');
  expect(readme).toContain('Beyond its declared inputs it declares nothing.');
  await writePluginDocs(folder, { check: true });
  writeFileSync(join(folder, 'example.yaml'), 'tabel: a.txt\n');
  await expect(writePluginDocs(folder, { check: true })).rejects.toMatchObject({ code: 'plugin.config' });
});
