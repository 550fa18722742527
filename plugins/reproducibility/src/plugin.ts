import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureReproducibility } from './measure-reproducibility.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Runs a command twice, or once more, in new folders that hold its declared inputs alone, and compares what it writes: by digest, or by numbers within a tolerance. ' +
    'The command is that of the release: `gate validate` executes what the work tree says, on the machine of its author or of a CI job. `gate check` never does.',
  capabilities: ['processes'],
  limits: { seconds: 14_400, memory_mb: 8192 },
  measure: measureReproducibility,
});
