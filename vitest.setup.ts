import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** One temporary folder for each run of a package's tests: what they leave is gone with it. */
export function setup({ config }: TestProject): () => void {
  const folder = mkdtempSync(join(realpathSync(config.env.TMPDIR ?? tmpdir()), 'gatehouse-tests-'));
  config.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
