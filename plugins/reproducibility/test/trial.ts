import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

/** A folder with files, gone after the run. */
export function folderWith(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reproducibility-test-')));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** What a test's script can use. `run` is 1 or 2, which no honest command would ask for. */
const tools = `
import * as fs from 'node:fs';
const run = Number(/run-(\\d)/.exec(process.cwd())[1]);
const write = (path, value) => {
  fs.mkdirSync(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.', { recursive: true });
  fs.writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
};
`;

/** A configuration whose command is a script with `body`, among these files. The release is at `a/b/release`. */
export function scripted(body: string, changes: Partial<Config> = {}, files: Record<string, string> = {}) {
  const directory = folderWith({ 'a/b/release/train.mjs': `${tools}${body}`, ...files });
  const config: Config = {
    command: [process.execPath, 'train.mjs'],
    inputs: ['train.mjs'],
    outputs: [{ path: 'model.txt' }],
    ...changes,
  };
  return { config, repository: directory, release: join(directory, 'a/b/release') };
}

export function measure(
  body: string,
  changes: Partial<Config> = {},
  files: Record<string, string> = {},
): Promise<Measured> {
  const { config, release } = scripted(body, changes, files);
  return measureFixture(plugin, config, release);
}

/** What a measurement ends with instead of measurements. */
export function errorOf(measured: Promise<Measured>): Promise<{ code: string; message: string }> {
  return measured.then(
    () => ({ code: 'measured', message: '' }),
    ({ code, message }: { code: string; message: string }) => ({ code, message }),
  );
}

/** The values by metric, without the time that runs took. */
export function valuesOf({ measurements }: Measured): Record<string, number | null> {
  const wanted = measurements.filter(({ metric }) => metric !== 'run_seconds');
  return Object.fromEntries(wanted.map(({ metric, value }) => [metric, value]));
}

export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
