import { defineConfig } from 'vitest/config';

/** The whole suite in one run: its workers import what all packages share once. */
export default defineConfig({
  test: { projects: ['packages/*/vitest.config.ts', 'plugins/*/vitest.config.ts'], maxWorkers: '100%' },
});
