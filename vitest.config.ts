import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** A worker keeps what it imported for its next file of tests. DISK is where temporary folders would have been. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    isolate: false,
    globalSetup: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    env: { DISK: tmpdir() },
  },
});

/**
 * For packages whose tests make whole repositories: temporary folders in memory, where a file costs a tenth of what it
 * costs on disk, if the machine has a gigabyte of it to spare.
 */
export const inMemory = defineConfig({
  test: { env: hasRoom('/dev/shm') ? { TMPDIR: '/dev/shm' } : {} },
});

/** For tests that load DuckDB or ONNX: those have threads of their own, and a worker with them may never end. A process does. */
export const native = defineConfig({ test: { pool: 'forks' } });

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 2 ** 30;
}
