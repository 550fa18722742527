import { realpathSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCache } from './cache-folder.ts';
import { calledAs, readPacked } from './engine/packed.ts';
import { exitCodes } from './exit-code.ts';
import type { Host, Output } from './host.ts';
import { run } from './run.ts';

/**
 * Runs the command line of this process, and ends the process with its exit code. `bundle`: where the built file stands,
 * which is <engine>/packages/cli/dist/.
 */
export async function start(bundle: URL): Promise<never> {
  const here = (path: string) => new URL(path, bundle);
  const home = fileURLToPath(here('../../../'));
  const packed = readPacked(home);
  const say = packed === null ? (text: string) => text : calledAs(process.argv[1], process.env);
  const host: Host = {
    now: () => new Date(),
    env: process.env,
    cwd: process.cwd(),
    temporary: realpathSync(tmpdir()),
    cacheFolder: (kind) => cacheFolder(kind),
    home,
    packed,
    pluginFolders: [
      join(home, 'plugins'),
      ...(process.env.GATEHOUSE_PLUGINS
        ? [process.env.GATEHOUSE_PLUGINS]
        : [join(home, '../plugins/plugins')]),
    ],
    files: {
      bundle: bundle,
      evaluator: here('./evaluate.mjs'),
      audit: here('../../plugin-build/dist/audit-plugin.mjs'),
      opa: fileURLToPath(here('../../opa/dist/')),
      policies: fileURLToPath(here('../../policy/dist/')),
      template: fileURLToPath(here('../templates/release.yaml')),
    },
    processors: availableParallelism(),
    memory: memoryForPlugins(),
    stdout: output(process.stdout, say),
    stderr: output(process.stderr, say),
    wording: say,
    ask,
    async input() {
      const { text } = await import('node:stream/consumers');
      return text(process.stdin);
    },
  };
  const cacheFolder = openCache(host);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      process.stderr.write(
        `✗ Gatehouse itself failed: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      process.exit(exitCodes.internal);
    });
  }
  // Whoever reads the output may stop reading (`| head`); the exit code is still to be worked out.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const code = await run(process.argv.slice(2), host);
  await Promise.all([process.stdout, process.stderr].map(written));
  // All is done. To take the engine apart first, as an end by itself does, costs a twentieth of a run.
  process.exit(code);
}

/** Waits until a stream has passed on what it was given, or has no reader any more. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
}

/** The machine's memory, or that of its container, less what the engine and the system need themselves. */
function memoryForPlugins(): number {
  // 0, or larger than any memory, where nothing constrains it.
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.max(256, Math.floor(Math.min(totalmem(), constrained) / 2 ** 20) - 512);
}

function output(stream: NodeJS.WriteStream, say: (text: string) => string): Output {
  const terminal = Boolean(stream.isTTY);
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const color = NO_COLOR
    ? false
    : FORCE_COLOR
      ? FORCE_COLOR !== '0'
      : terminal && process.env.TERM !== 'dumb';
  return { terminal, color, write: (text) => void stream.write(say(text)) };
}

async function ask(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
