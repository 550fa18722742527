import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured, PluginContext } from '@gatehouse/plugin-kit';
import { checkPlan } from './check-plan.ts';
import { compareOutputs } from './compare-outputs.ts';
import type { Config } from './config.ts';
import { describeEnvironment } from './describe-environment.ts';
import { describeMethods } from './methods.ts';
import { type Finished, prepareRun, runPrepared } from './one-run.ts';
import { summarise } from './summarise.ts';

/** Runs the command, each time from a folder of its own, then looks at what all the runs wrote. */
export async function measureReproducibility(context: PluginContext<Config>): Promise<Measured> {
  const { config, progress } = context;
  checkPlan(config);
  const runs = config.runs ?? 2;
  const folder = await mkdtemp(join(tmpdir(), 'runs-'));
  try {
    const finished: Finished[] = [];
    for (let run = 1; run <= runs; run += 1) {
      progress((run - 1) / runs, `run ${run} of ${runs}`);
      const prepared = await prepareRun(context, join(folder, `run-${run}`));
      finished.push(await runPrepared(prepared, config, run));
    }
    progress(0.99, 'comparing');
    const compared = await compareOutputs(config.outputs, finished);
    return {
      methods: describeMethods(config),
      ...summarise(config, finished, compared),
      details: {
        ...compared.details,
        environment: await describeEnvironment(folder),
        seeds: config.seeds ?? {},
        lock_files: config.lock_files ?? [],
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
