import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import type { OtherEngine } from '@gatehouse/judge';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { obtainEngine } from './obtain-engine.ts';

/** Set for an engine that another one has called: it judges, or says why not, and calls no third one. */
const handedOver = 'GATEHOUSE_HANDED_OVER';

/**
 * Runs the same command line with the engine that the base pins, and gives its exit code. `given`: its packed file, or a
 * folder in which packed files lie, instead of the registry. `input`: what was read from the standard input already. Throws `config.engine` where it cannot be had, or is another.
 */
export async function handOver(
  host: Host,
  argv: readonly string[],
  error: OtherEngine,
  { given, input }: { given?: string | undefined; input?: string | undefined },
): Promise<number> {
  if (host.env[handedOver]) throw error;
  const engine = await obtainEngine(host, error.wanted, given);
  try {
    return await runEngine(host, join(engine.folder, 'packages/cli/dist/gate.mjs'), argv, input);
  } finally {
    await engine.leave();
  }
}

async function runEngine(
  host: Host,
  script: string,
  argv: readonly string[],
  input: string | undefined,
): Promise<number> {
  const child = spawn(process.execPath, [script, ...argv], {
    cwd: host.cwd,
    // Its own package has no plugins beside it: those that are beside this one are looked at too.
    env: { ...host.env, [handedOver]: '1', GATEHOUSE_PLUGINS: host.pluginFolders.at(-1) ?? '' },
    stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
  });
  // It may decide without having read all of it.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const [code] = (await once(child, 'close').catch((cause) => {
    throw new GatehouseError('config.engine', 'the engine that the base pins could not be started', {
      cause,
    });
  })) as [number | null];
  return code ?? exitCodes.internal;
}
