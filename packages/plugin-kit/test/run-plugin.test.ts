import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes, type PluginManifest } from '@gatehouse/contracts';
import { describe, expect, test } from 'vitest';
import { answering, folderWith } from './folders.ts';
import { codeOf, limits, messageOf, run } from './trial.ts';

describe('a plugin that behaves', () => {
  test('gives its measurements and the inputs that were hashed', async () => {
    const result = await run(answering(`return fs.readFileSync(files['table.txt']).length`), {
      config: { table: 'table.txt' },
    });
    expect(result).toEqual({
      inputs: [{ role: 'table', path: 'table.txt', digest: digestBytes('hello'), size: 5 }],
      measured: {
        examined: 1,
        methods: { value: { definition: 'a value', parameters: {} } },
        measurements: [{ metric: 'value', value: 5, n: 1, labels: {} }],
      },
    });
  });

  test('tells how far it is, in printable words', async () => {
    const said: unknown[] = [];
    const main = `process.stderr.write('@progress 0.25 reading \\x1b[31mrows\\n@progress 7 no\\n@progress 1 done\\n');`;
    await run(main + answering('return 1'), { options: { onProgress: (...words) => said.push(words) } });
    expect(said).toEqual([
      [0.25, 'reading [31mrows'],
      [1, 'done'],
    ]);
  });

  test('may give its own error', async () => {
    const answer = {
      schema: 'gatehouse/plugin-answer@1',
      error: { code: 'no-label', message: 'a\u001b[2Jb', hint: 'c' },
    };
    const result = await run(`process.stdout.write(${JSON.stringify(JSON.stringify(answer))})`);
    expect(result).toEqual({ inputs: [], error: { code: 'no-label', message: 'a [2Jb', hint: 'c' } });
  });

  test('leaves nothing behind and sees a bare environment in an empty folder', async () => {
    process.env.GATEHOUSE_TEST_TOKEN = 'secret';
    const body = `const seen = { cwd: process.cwd(), keys: Object.keys(process.env).sort(), in: fs.readdirSync('.') };
      throw new Error(JSON.stringify(seen));`;
    const temporary = folderWith({});
    const { TMPDIR } = process.env;
    process.env.TMPDIR = temporary;
    const message = messageOf(await run(answering(body)));
    delete process.env.GATEHOUSE_TEST_TOKEN;
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    expect(message).toContain('{"cwd":"<temporary>","keys":["HOME","LANG","PATH","TMPDIR","TZ"],"in":[]}');
    expect(readdirSync(temporary).filter((name) => name.startsWith('gatehouse-plugin-'))).toEqual([]);
  });
});

describe.concurrent('a plugin that fails', () => {
  test.each<[string, string, string, Partial<PluginManifest>?]>([
    ['hangs', 'setInterval(() => {}, 1000)', 'timeout', limits(0.4)],
    ['spins', 'for (;;);', 'timeout', limits(0.4)],
    ['throws', `throw new Error('boom')`, 'crashed'],
    ['exits', 'process.exit(3)', 'crashed'],
    ['aborts', 'process.abort()', 'crashed'],
    ['says nothing', '', 'bad-answer'],
    ['prints rubbish', `process.stdout.write('rubbish')`, 'bad-answer'],
    ['prints bytes', 'process.stdout.write(Buffer.from([255, 254, 0, 255]))', 'bad-answer'],
    ['prints two answers', `process.stdout.write('{}{}')`, 'bad-answer'],
    ['answers null', `process.stdout.write('null')`, 'bad-answer'],
    ['answers depth', `process.stdout.write('['.repeat(200000))`, 'bad-answer'],
    ['answers deep JSON', `process.stdout.write('['.repeat(200000) + ']'.repeat(200000))`, 'bad-answer'],
    [
      'answers a number beyond numbers',
      answering('return "@"').replace(')));', ").replace('\"@\"', '1e999')));"),
      'bad-answer',
    ],
    [
      'answers a key twice',
      `process.stdout.write('{"error":{"code":"a","message":"a"},"schema":"gatehouse/plugin-answer@1","error":{"code":"b","message":"b"}}')`,
      'bad-answer',
    ],
    ['answers null for NaN', answering('return NaN'), 'bad-answer'],
    [
      'answers endlessly',
      `const s = 'x'.repeat(1 << 20); for (let i = 0; i < 40; i++) process.stdout.write(s)`,
      'answer-too-large',
    ],
    [
      'fills its heap',
      'const all = []; for (;;) all.push(new Array(1000).fill(all.length))',
      'memory',
      limits(20, 64),
    ],
    [
      'fills memory beside its heap',
      'const all = []; setInterval(() => all.push(Buffer.alloc(20 << 20, 1)), 5)',
      'memory',
      limits(20, 200),
    ],
  ])('%s', async (_, main, code, manifest = {}) => {
    expect(codeOf(await run(main, { manifest }))).toBe(code);
  });

  test('gives its last words, without paths of this machine or control characters', async () => {
    const main = `console.error('\\x1b[31mred\\u202e'); throw new Error('at ' + process.argv[1])`;
    expect(messageOf(await run(main))).toBe(
      'the plugin ended with exit code 1; it said last: [31mred | file://<plugin>/main.mjs:1 | ' +
        "console.error('\\x1b[31mred\\u202e'); throw new Error('at ' + process.argv[1]) | ^ | " +
        'Error: at <plugin>/main.mjs',
    );
  });

  test('names an input as the configuration does', async () => {
    const result = await run(answering("throw new Error('bad bytes in ' + files['table.txt'])"), {
      config: { table: 'table.txt' },
    });
    expect(messageOf(result)).toContain('Error: bad bytes in table.txt');
  });

  test('a plugin that is not built', async () => {
    const result = await run('', { options: { directory: join(folderWith({}), 'dist') } });
    expect(result).toEqual({
      inputs: [],
      error: { code: 'crashed', message: 'the plugin is not built', hint: 'Run `pnpm build`.' },
    });
  });

  test('a program that is not there', async () => {
    expect(await run('', { manifest: { command: ['no-such-program'] } })).toEqual({
      inputs: [],
      error: {
        code: 'program-missing',
        message: 'the plugin is run by `no-such-program`, which is not on this machine',
        hint: expect.stringContaining('Install it'),
      },
    });
  });

  test.each([
    ['a metric without a method', `answer.methods = {}`],
    ['a measurement given twice', `answer.measurements.push(answer.measurements[0])`],
    ['no value and no reason', `answer.measurements[0].value = null`],
    ['an unknown field', `answer.verdict = 'passed'`],
    ['a count below zero', `answer.examined = -1`],
  ])('%s', async (_, change) => {
    const main = answering('return 1').replace(
      'process.stdout.write(JSON.stringify({',
      `const answer = structuredClone(measured); ${change}; process.stdout.write(JSON.stringify({ ...answer,`,
    );
    expect(codeOf(await run(main.replace('...measured', '')))).toBe('bad-answer');
  });
});
