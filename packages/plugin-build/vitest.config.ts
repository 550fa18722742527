import { defineConfig } from 'vitest/config';

// Most of these tests wait for processes: two files side by side, and patience on a machine that builds meanwhile.
export default defineConfig({ test: { maxWorkers: 2, testTimeout: 20_000 } });
