import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config, Output } from '../src/config.ts';
import { errorOf, folderWith, measure, sha256, valuesOf } from './trial.ts';

const counts = {
  outputs_identical: 0,
  outputs_within_tolerance: 0,
  outputs_differing: 0,
  outputs_missing: 0,
};

describe('two runs', () => {
  test('that write the same bytes', async () => {
    const files = { 'a/b/release/a.lock': 'locked', 'a/b/release/data/x.csv': '1\n2\n' };
    const measured = await measure(
      `write('model.txt', fs.readFileSync('data/x.csv', 'utf8'))`,
      {
        inputs: ['train.mjs', 'data/x.csv'],
        lock_files: ['a.lock'],
        seeds: { SEED: 7 },
      },
      files,
    );
    expect(valuesOf(measured)).toEqual({
      ...counts,
      runs: 2,
      outputs_compared: 1,
      outputs_identical: 1,
      lock_files: 1,
    });
    expect(measured.examined).toBe(1);
    expect(measured.headline).toEqual({
      runs: 2,
      outputs: 1,
      identical: 1,
      within_tolerance: 0,
      differing: 0,
    });
    expect(measured.details).toEqual({
      not_identical: [],
      environment: {
        os: expect.any(String),
        os_release: expect.any(String),
        arch: process.arch,
        processor: expect.anything(),
        processors: expect.any(Number),
        node: expect.stringMatching(/^v\d+/),
        python3: expect.toSatisfy((one) => one === null || /^Python 3/.test(one)),
      },
      seeds: { SEED: 7 },
      lock_files: ['a.lock'],
    });
    const seconds = measured.measurements.filter(({ metric }) => metric === 'run_seconds');
    expect(seconds.map(({ labels, n }) => [labels.run, n])).toEqual([
      ['1', 1],
      ['2', 1],
    ]);
  });

  test('that write other bytes: each file is named, with both digests', async () => {
    const measured = await measure(
      `write('out/same', 'x'); write('out/deep/other', String(run)); write('out/own.json', { loss: run })`,
      { outputs: [{ path: 'out/' }, { path: 'out/own.json', metrics: [{ at: '/loss', absolute: 1 }] }] },
    );
    expect(valuesOf(measured)).toMatchObject({
      outputs_compared: 3,
      outputs_identical: 1,
      outputs_within_tolerance: 1,
      outputs_differing: 1,
      metric_difference: 1,
    });
    expect(measured.details?.not_identical).toEqual([
      { path: 'out/deep/other', outcome: 'differing', runs: [sha256('1'), sha256('2')] },
      {
        path: 'out/own.json',
        outcome: 'within_tolerance',
        metrics: [{ at: '/loss', absolute: 1, runs: [1, 2], outcome: 'within_tolerance' }],
      },
    ]);
  });

  test('what a run did not write is missing, and never the same', async () => {
    const outputs = [{ path: 'model.txt' }, { path: 'never' }, { path: 'out' }, { path: 'empty/' }];
    const measured = await measure(
      `if (run === 1) write('model.txt', 'm'); write('out/' + run, ''); fs.mkdirSync('empty')`,
      { outputs },
    );
    expect(valuesOf(measured)).toEqual({
      ...counts,
      runs: 2,
      outputs_compared: 0,
      outputs_differing: 5,
      outputs_missing: 5,
      lock_files: 0,
    });
    expect(measured.examined).toBe(0);
    expect(measured.details?.not_identical).toEqual([
      { path: 'model.txt', outcome: 'missing', not_written_by_run: [2] },
      { path: 'never', outcome: 'missing', not_written_by_run: [1, 2] },
      { path: 'out/1', outcome: 'missing', not_written_by_run: [2] },
      { path: 'out/2', outcome: 'missing', not_written_by_run: [1] },
      { path: 'empty', outcome: 'missing', not_written_by_run: [1, 2] },
    ]);
  });

  test('an empty file is nothing that was written', async () => {
    const measured = await measure(`write('model.txt', '')`);
    expect(measured.examined).toBe(0);
    expect(valuesOf(measured)).toMatchObject({ outputs_missing: 1, outputs_differing: 1 });
    const outputs = [{ path: 'out' }];
    const folder = await measure(`write('out/a.txt', ''); write('out/b.txt', 'b')`, { outputs });
    expect(valuesOf(folder)).toMatchObject({ outputs_identical: 2, outputs_differing: 0 });
  });

  test('a file in one, a folder in the other', async () => {
    const measured = await measure(`write(run === 1 ? 'model.txt' : 'model.txt/part', 'x')`);
    expect(valuesOf(measured)).toMatchObject({ outputs_compared: 0, outputs_missing: 2 });
  });

  test('without outputs, nothing was examined, and nothing is zero', async () => {
    const measured = await measure('', { outputs: [] });
    expect(measured.examined).toBe(0);
    expect(valuesOf(measured)).toMatchObject({ outputs_differing: null, outputs_identical: null });
  });

  test('a long list of differences is cut, and says so', async () => {
    const measured = await measure(`for (let i = 0; i < 60; i++) write('out/' + i, String(run))`, {
      outputs: [{ path: 'out' }],
    });
    expect(measured.details?.not_identical).toHaveLength(50);
    expect(measured.details?.not_identical_cut).toBe('the first 50 of 60');
  });
});

describe.concurrent('numbers within a tolerance', () => {
  const outcome = async (values: [number, number], tolerance: { absolute?: number; relative?: number }) => {
    const measured = await measure(`write('m.json', { 'a/b': [${values}][run - 1], other: Math.random() })`, {
      outputs: [{ path: 'm.json', metrics: [{ at: '/a~1b', ...tolerance }] }],
    });
    const values_ = valuesOf(measured);
    return ['identical', 'within_tolerance', 'differing'].filter((one) => values_[`outputs_${one}`] === 1);
  };

  // The right-hand side is what Python 3.11's math.isclose(a, b, rel_tol=relative, abs_tol=absolute) says.
  test.each<[[number, number], { absolute?: number; relative?: number }, string]>([
    [[0.5, 0.5], {}, 'identical'],
    [[0.5, 0.5000001], {}, 'differing'],
    [[0.5, 0.5000001], { absolute: 1e-6 }, 'within_tolerance'],
    [[1, 1.1], { absolute: 0.1 }, 'differing'],
    [[100, 101], { relative: 0.01 }, 'within_tolerance'],
    [[100, 102], { relative: 0.01 }, 'differing'],
    [[0, 1e-12], { relative: 0.5 }, 'differing'],
    [[0, 1e-12], { relative: 0.5, absolute: 1e-9 }, 'within_tolerance'],
    [[-1, 1], { relative: 1 }, 'differing'],
  ])('%j with %j: %s', async (values, tolerance, expected) => {
    expect(await outcome(values, tolerance)).toEqual([expected]);
  });

  test.each([
    ['no-number', `write('m.json', { auc: '0.9' })`],
    ['no-number', `write('m.json', { auc: null })`],
    ['no-number', `write('m.json', run === 1 ? { auc: 1 } : {})`],
    ['output-unusable', `write('m.json', '{"auc": NaN}')`],
    ['output-unusable', `write('m.json', '{"auc": 0.5, "auc": 0.9}')`],
    ['output-unusable', `write('m.json/part', '{}')`],
  ])('%s where the command says %s', async (code, body) => {
    const outputs = [{ path: 'm.json', metrics: [{ at: '/auc' }] }];
    expect((await errorOf(measure(body, { outputs }))).code).toBe(code);
  });
});

describe.concurrent('one run, compared with what is recorded', () => {
  test.each<[string, Output]>([
    ['identical', { path: 'm.json', recorded: sha256('{"auc":0.5}') }],
    ['differing', { path: 'm.json', recorded: sha256('other') }],
    ['identical', { path: 'm.json', metrics: [{ at: '/auc', recorded: 0.5 }] }],
    ['within_tolerance', { path: 'm.json', metrics: [{ at: '/auc', recorded: 0.49, absolute: 0.1 }] }],
    ['differing', { path: 'm.json', metrics: [{ at: '/auc', recorded: 0.49 }] }],
  ])('%s: %j', async (outcome, output) => {
    const measured = await measure(`write('m.json', { auc: 0.5 })`, { runs: 1, outputs: [output] });
    expect(valuesOf(measured)).toMatchObject({ ...counts, runs: 1, [`outputs_${outcome}`]: 1 });
  });

  test('two runs that agree with each other, and not with the record', async () => {
    const measured = await measure(`write('model.txt', 'x')`, {
      outputs: [{ path: 'model.txt', recorded: sha256('y') }],
    });
    expect(measured.details?.not_identical).toEqual([
      { path: 'model.txt', outcome: 'differing', runs: [sha256('x'), sha256('x')], recorded: sha256('y') },
    ]);
  });
});

describe('the clean folder', () => {
  const files = { 'shared/a.txt': 'a', 'a/b/release/sub/b.txt': 'b', 'a/b/release/undeclared.txt': 'u' };
  const said = async (expression: string, changes: Partial<Config> = {}) => {
    const { code, message } = await errorOf(
      measure(`throw new Error(JSON.stringify(${expression}))`, changes, files),
    );
    expect(code).toBe('command-failed');
    return JSON.parse(/Error: (.*?) \|/.exec(message)?.[1]?.replaceAll(/"[^"]*\/run-1/g, '"<run>') ?? 'null');
  };

  test('holds the declared inputs alone, each at its place relative to the release', async () => {
    const inputs = ['train.mjs', 'sub/b.txt', '../../../shared/a.txt'];
    const seen = `[process.cwd(), ...fs.readdirSync('../../..', { recursive: true }).sort()]`;
    expect(await said(seen, { inputs })).toEqual([
      '<run>/files/up/up/up',
      'shared',
      'shared/a.txt',
      'up',
      'up/up',
      'up/up/up',
      'up/up/up/sub',
      'up/up/up/sub/b.txt',
      'up/up/up/train.mjs',
    ]);
  });

  test('has an environment that is stated, an empty home and an own place for temporary files', async () => {
    process.env.REPRODUCIBILITY_TEST_TOKEN = 'secret';
    const env = await said('{ ...process.env, PATH: undefined }', {
      environment: { LANG: 'C.UTF-8', EXTRA: 'yes' },
      seeds: { SEED: 3 },
    });
    delete process.env.REPRODUCIBILITY_TEST_TOKEN;
    expect(env).toEqual({
      HOME: '<run>/home',
      TMPDIR: '<run>/tmp',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      PYTHONHASHSEED: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      EXTRA: 'yes',
      SEED: '3',
    });
    const left = `fs.writeFileSync(process.env.HOME + '/left', ''); fs.writeFileSync('left', '');`;
    const looked = `write('model.txt', String(fs.existsSync(process.env.HOME + '/left') || fs.existsSync('left')));`;
    const measured = await measure(looked + left, {
      outputs: [{ path: 'model.txt', recorded: sha256('false') }],
    });
    expect(valuesOf(measured)).toMatchObject({ outputs_identical: 1 });
  });

  test('is gone afterwards, also after a failure', async () => {
    const runs = () => readdirSync(tmpdir()).filter((name) => name.startsWith('runs-'));
    const before = runs();
    await measure(`write('model.txt', '')`);
    await errorOf(measure('process.exit(1)'));
    expect(runs()).toEqual(before);
  });
});

describe.concurrent('a command that fails', () => {
  const model = { outputs: [{ path: 'model.txt' }] };

  test.each<[string, string, string, Partial<Config>?]>([
    ['command-failed', 'run 1 ended with exit code 3', 'process.exit(3)'],
    ['command-failed', 'run 2 ended with exit code 1', 'process.exit(run - 1)'],
    ['command-failed', 'run 1 ended with SIGKILL', `process.kill(process.pid, 'SIGKILL')`],
    [
      'command-failed',
      'it said last: loading | no data',
      `console.error('loading\\n\\x1b\\nno data'); process.exit(1)`,
    ],
    ['command-failed', 'it said last: on stdout', `console.log('on stdout'); process.exitCode = 1`],
    ['command-failed', 'ENOENT', `fs.readFileSync('undeclared.txt')`],
    [
      'command-timeout',
      'run 1 did not end within 0.3 seconds',
      'setInterval(() => {}, 1000)',
      { seconds: 0.3 },
    ],
    ['program-missing', 'no-such-program', '', { command: ['no-such-program'] }],
    ['program-missing', './train.mjs', '', { command: ['./train.mjs'], inputs: [] }],
    ['command-failed', 'EACCES', '', { command: ['./train.mjs'] }],
  ])('%s: %s', async (code, words, body, changes = {}) => {
    const files = { 'a/b/release/undeclared.txt': '' };
    const error = await errorOf(measure(body, { ...model, ...changes }, files));
    expect(error).toEqual({ code, message: expect.stringContaining(words) });
  });

  test('its last words are few, and printable', async () => {
    const { message } = await errorOf(
      measure(
        `for (let i = 0; i < 1e5; i++) console.error('\\x1b[2J\\u202e' + 'x'.repeat(400)); process.exitCode = 1`,
      ),
    );
    expect(message.length).toBeLessThan(4000);
    expect(message).not.toMatch(/[\u001b\u202e]/);
  });

  test('what it leaves running is not waited for', async () => {
    const mark = join(folderWith({}), 'ended');
    const later = `setTimeout(() => require('fs').writeFileSync(${JSON.stringify(mark)}, ''), 6000)`;
    const body = `const { spawn } = await import('node:child_process');
      spawn(process.execPath, ['-e', ${JSON.stringify(later)}], { stdio: 'inherit' }).unref();
      write('model.txt', 'm'); process.exit(0)`;
    expect(valuesOf(await measure(body))).toMatchObject({ outputs_identical: 1 });
    expect(existsSync(mark)).toBe(false);
  });
});

describe.concurrent('outputs that could not be compared honestly', () => {
  test.each<[string, string]>([
    ['a link', `fs.symlinkSync('train.mjs', 'model.txt')`],
    ['a link in a folder', `fs.mkdirSync('model.txt'); fs.symlinkSync('../train.mjs', 'model.txt/x')`],
  ])('%s', async (_, body) => {
    expect((await errorOf(measure(body))).code).toBe('output-unusable');
  });

  test('a folder outside of the run, behind a link', async () => {
    const shared = folderWith({ 'model.txt': '' });
    const body = `fs.symlinkSync(${JSON.stringify(shared)}, 'out')`;
    const error = await errorOf(measure(body, { outputs: [{ path: 'out/model.txt' }] }));
    expect(error).toEqual({ code: 'output-unusable', message: expect.stringContaining('symbolic link') });
  });

  test.each<[string, Partial<Config>]>([
    ['is an input', { outputs: [{ path: './train.mjs' }] }],
    ['holds an input', { inputs: ['train.mjs', 'data/x'], outputs: [{ path: 'data' }] }],
    ['holds a lock file', { lock_files: ['data/x'], outputs: [{ path: 'data/' }] }],
    ['is listed twice', { outputs: [{ path: 'm' }, { path: 'a/../m' }] }],
    ['is absolute', { outputs: [{ path: '/etc/passwd' }] }],
    ['is the folder itself', { outputs: [{ path: 'a/..' }] }],
    ['is a folder above', { outputs: [{ path: '../..' }] }],
    ['is nothing', { outputs: [{ path: '' }] }],
    ['has no record, for one run', { runs: 1, outputs: [{ path: 'm', metrics: [{ at: '/a' }] }] }],
    ['has no digest, for one run', { runs: 1, outputs: [{ path: 'm' }] }],
    ['has a digest and metrics', { outputs: [{ path: 'm', recorded: sha256(''), metrics: [{ at: '/a' }] }] }],
    ['has a metric twice', { outputs: [{ path: 'm', metrics: [{ at: '/a' }, { at: '/a' }] }] }],
    ['has a pointer that is none', { outputs: [{ path: 'm', metrics: [{ at: 'test.auc' }] }] }],
    ['and a variable that is the engine’s', { environment: { PATH: '/bin' } }],
    ['and a variable that is set twice', { environment: { SEED: '1' }, seeds: { SEED: 2 } }],
    ['and a variable that is none', { seeds: { 'A=B': 2 } }],
  ])('one that %s', async (_, changes) => {
    const files = { 'a/b/release/data/x': '' };
    expect((await errorOf(measure(`write('ran', '')`, changes, files))).code).toBe('bad-plan');
  });
});
