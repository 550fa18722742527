import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

/** Where a worker dies, vitest says neither in which file nor in which test: so that is said at the very end. */
function nameUnfinished(): Reporter {
  const begun = new Map<string, string>();
  return {
    onTestCaseReady: ({ module, fullName }) => void begun.set(module.moduleId, fullName),
    onTestRunEnd(modules) {
      for (const { moduleId } of modules.filter(
        (one) => !['passed', 'failed', 'skipped'].includes(one.state()),
      ))
        process.stderr.write(
          `NOT FINISHED: ${moduleId}\n  last begun: ${begun.get(moduleId) ?? 'no test'}\n`,
        );
    },
  };
}

/** The whole suite in one run: its workers import what all packages share once. */
export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'plugins/*/vitest.config.ts'],
    maxWorkers: '100%',
    reporters: ['default', nameUnfinished()],
  },
});
