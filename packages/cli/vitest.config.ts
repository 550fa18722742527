import { defineConfig, mergeConfig } from 'vitest/config';
import shared, { inMemory, native } from '../../vitest.config.ts';

// The longest of all: it takes the second core when the other packages are done, and files share what they imported.
const own = defineConfig({
  test: { testTimeout: 300_000, maxWorkers: 2, isolate: false, globalSetup: 'test/templates.ts' },
});

export default mergeConfig(mergeConfig(mergeConfig(shared, inMemory), native), own);
