import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runPlugin } from '@gatehouse/measure';
import { describe, expect, test } from 'vitest';
import { folderWith, scripted } from './trial.ts';

const dist = join(import.meta.dirname, '../dist');

/** As `gate validate` runs it: built, in a child process that may no more than it declares. */
function run(body: string, capabilities = ['processes']) {
  const { config, repository, release } = scripted(body);
  const manifest = { ...JSON.parse(readFileSync(join(dist, 'plugin.json'), 'utf8')), capabilities };
  const path = process.env.PATH;
  return runPlugin({
    manifest,
    directory: dist,
    config,
    path,
    releaseDirectory: release,
    repositoryDirectory: repository,
  });
}

describe('run by the engine', () => {
  test('it measures, and names its inputs', async () => {
    const result = await run(`write('model.txt', 'x')`);
    expect(result).toMatchObject({
      inputs: [{ role: 'inputs[0]', path: 'train.mjs' }],
      measured: { examined: 1, headline: { runs: 2, outputs: 1, identical: 1, differing: 0 } },
    });
  });

  test('its errors name no folder of this machine', async () => {
    const result = await run('throw new Error(process.cwd())');
    const message = expect.stringContaining('Error: <temporary>/runs-');
    expect(result).toMatchObject({ error: { code: 'command-failed', message } });
  });

  test('what a command leaves running does not outlive it', async () => {
    const mark = join(folderWith({}), 'alive');
    const later = `setTimeout(() => require('fs').writeFileSync(${JSON.stringify(mark)}, ''), 2500)`;
    const body = `const { spawn } = await import('node:child_process');
      spawn(process.execPath, ['-e', ${JSON.stringify(later)}], { stdio: 'ignore' }).unref();
      write('model.txt', 'm');`;
    // Where it could not write to the mark, that would show nothing.
    expect(await run(body, ['processes', 'files'])).toMatchObject({ measured: { examined: 1 } });
    await sleep(2600);
    expect(existsSync(mark)).toBe(false);
  });
});
