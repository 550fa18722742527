import { exitCodes } from './exit-code.ts';
import { complainOfNode } from './node-version.ts';

// Until the verdict is known, any end of this process is a failure of ours: never 0, and never 1, which means blocked.
process.exitCode = exitCodes.internal;
const complaint = complainOfNode(process.versions.node);
if (complaint === null) {
  // Not before: an older Node would already fail on what this imports.
  const { start } = await import('./start.ts');
  await start(new URL(import.meta.url));
} else {
  process.stderr.write(`✗ ${complaint}\n`);
  process.exitCode = exitCodes.usage;
}
