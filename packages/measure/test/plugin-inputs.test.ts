import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestBytes } from '@gatehouse/contracts';
import { answering, folderWith } from '@gatehouse/testing';
import { describe, expect, test } from 'vitest';
import { codeOf, firstValueOf, run } from './trial.ts';

describe.concurrent('configuration and inputs', () => {
  const table = (path: unknown) => ({ config: { table: path } });

  test('a configuration that does not fit is told in words, and nothing runs', async () => {
    const result = await run('process.exit(1)', { config: { table: 7, tabel: 'x' } });
    expect(result).toEqual({
      inputs: [],
      error: {
        code: 'config-invalid',
        message: 'the configuration has an unknown field `tabel`; `table` must be a string, not the number 7',
        hint: 'Remove it, or check its spelling.',
      },
    });
  });

  test('a schema that is none', async () => {
    const result = await run('', { manifest: { config: { type: 'nonsense' } } });
    expect(codeOf(result)).toBe('bad-manifest');
  });

  test.each([
    ['missing.txt', 'input-missing'],
    ['../../outside.txt', 'input-refused'],
    ['../../../../../../etc/passwd', 'input-refused'],
    ['/etc/passwd', 'config-invalid'],
    ['link-out.txt', 'input-refused'],
    ['linked-folder/passwd', 'input-refused'],
    ['../.git/config', 'input-refused'],
    ['folder', 'input-refused'],
    ['loop.txt', 'input-missing'],
  ])('%s: %s', async (path, code) => {
    const repository = folderWith({ 'release/table.txt': 'hello', '.git/config': 'token' });
    symlinkSync('/etc/passwd', join(repository, 'release/link-out.txt'));
    symlinkSync('/etc', join(repository, 'release/linked-folder'));
    symlinkSync('loop.txt', join(repository, 'release/loop.txt'));
    mkdirSync(join(repository, 'release/folder'));
    expect(codeOf(await run('process.exit(1)', { repository, ...table(path) }))).toBe(code);
  });

  test('a link inside of the repository, and a file of another release', async () => {
    const repository = folderWith({ 'release/x.txt': 'hello', 'old/table.txt': 'hello' });
    symlinkSync('x.txt', join(repository, 'release/link.txt'));
    const main = answering(`return fs.readFileSync(Object.values(files)[0]).length`);
    for (const path of ['link.txt', '../old/table.txt'])
      expect(firstValueOf(await run(main, { repository, ...table(path) }))).toBe(5);
  });

  test('an input that changes meanwhile, even to the same size', async () => {
    const repository = folderWith({ 'release/table.txt': 'hello' });
    const running = run(
      answering(
        `process.stderr.write('@progress 0 now\\n'); await new Promise((done) => setTimeout(done, 200)); return 1`,
      ),
      {
        repository,
        ...table('table.txt'),
        options: { onProgress: () => writeFileSync(join(repository, 'release/table.txt'), 'HELLO') },
      },
    );
    expect(await running).toEqual({
      inputs: [{ role: 'table', path: 'table.txt', digest: digestBytes('hello'), size: 5 }],
      error: expect.objectContaining({ code: 'input-changed' }),
    });
  });

  test('an aborted run throws the reason, and its process is gone', async () => {
    const mark = join(folderWith({}), 'alive');
    const script = `#!/bin/sh\nsleep 1.5; touch ${mark}\n`;
    const signal = AbortSignal.timeout(200);
    const running = run(script, { manifest: { command: ['measure.sh'] }, options: { signal } });
    await expect(running).rejects.toThrow(DOMException);
    await sleep(1600);
    expect(existsSync(mark)).toBe(false);
  });
});
