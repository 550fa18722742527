// @ts-check
// `pnpm gate`: builds what is missing, then runs the command line in this very process.
import { ensureBuilt } from './ensure-built.mjs';

ensureBuilt();
await import('../packages/cli/dist/gate.mjs');
