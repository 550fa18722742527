import { GatehouseError } from '@gatehouse/contracts';
import type { OtherEngine } from '@gatehouse/judge';
import { renderError, reportError } from '@gatehouse/report';
import { CommanderError } from 'commander';
import { exitCodeOfError, exitCodes } from './exit-code.ts';
import type { Host } from './host.ts';
import { createProgram, usageError } from './program.ts';
import { refuseMistypedCommand } from './suggest-command.ts';

/**
 * Runs one command line and gives its exit code, by the engine that the base pins where it pins another. Never throws.
 */
export async function run(words: readonly string[], world: Host): Promise<number> {
  // What was read from the standard input is there for the engine that is handed over to as well.
  let read: Promise<string> | undefined;
  const host: Host = { ...world, input: () => (read ??= world.input()) };
  try {
    const { argv, engine } = takeEngine(words);
    try {
      return await runHere(argv, host);
    } catch (error) {
      if (!isOtherEngine(error)) throw error;
      const { handOver } = await import('./engine/hand-over.ts');
      return await handOver(host, argv, error, {
        given: engine ?? host.env.GATEHOUSE_ENGINE,
        input: await read,
      });
    }
  } catch (error) {
    if (isUnread(error)) await (await import('./outputs.ts')).forgetOutputs(host.cwd, words);
    return fail(error, host);
  }
}

// By what it carries: its class would bring all that judges into every start.
function isOtherEngine(error: unknown): error is OtherEngine {
  return error instanceof GatehouseError && 'wanted' in error;
}

async function runHere(argv: readonly string[], host: Host): Promise<number> {
  let code: number = exitCodes.internal;
  const program = createProgram(host, (result) => {
    code = result;
  });
  const commands = program.commands.map((command) => command.name());
  refuseMistypedCommand(argv, commands);
  await program.parseAsync(argv as string[], { from: 'user' });
  return code;
}

/** `--engine <file>` may stand anywhere: it is for this process, and not for the engine that is handed over to. */
function takeEngine(words: readonly string[]): { argv: readonly string[]; engine?: string } {
  const at = words.findIndex((word) => word === '--engine' || word.startsWith('--engine='));
  if (at === -1) return { argv: words };
  const isOneWord = words[at] !== '--engine';
  const engine = isOneWord ? words[at]?.slice('--engine='.length) : words[at + 1];
  if (!engine) {
    throw new GatehouseError('usage.value', '--engine names no file', {
      hint: 'Name a packed engine, or a folder in which it lies: --engine gatehouse-cli-0.1.0.tgz.',
    });
  }
  return { argv: words.toSpliced(at, isOneWord ? 1 : 2), engine };
}

/** The command line was not understood, so that no command has run. */
function isUnread(error: unknown): boolean {
  if (error instanceof CommanderError) return usageError(error) !== null;
  return error instanceof GatehouseError && error.code === 'usage.unknown';
}

function fail(error: unknown, host: Host): number {
  if (error instanceof CommanderError) {
    const usage = usageError(error);
    return usage === null ? exitCodes.ready : show(usage, host);
  }
  if (error instanceof GatehouseError) return show(error, host);
  const bug = error instanceof Error ? error : new Error(String(error));
  const wrapped = new GatehouseError('internal', `Gatehouse itself failed: ${bug.message}`, {
    hint: 'This is a bug: nothing was decided. Run again with GATEHOUSE_DEBUG=1 and report what it prints.',
  });
  show(wrapped, host);
  if (host.env.GATEHOUSE_DEBUG) host.stderr.write(`${bug.stack}\n`);
  return exitCodes.internal;
}

function show(error: GatehouseError, host: Host): number {
  if (host.env.GATEHOUSE_DEBUG) host.stderr.write(`${error.stack}\n`);
  const reports = reportError(null, error);
  const most = 10;
  for (const one of reports.slice(0, most))
    host.stderr.write(`${renderError(one, host.stderr).join('\n')}\n`);
  if (reports.length > most) host.stderr.write(`  and ${reports.length - most} more\n`);
  if (host.env.GATEHOUSE_DEBUG && error.cause)
    host.stderr.write(`${String((error.cause as Error).stack ?? error.cause)}\n`);
  return exitCodeOfError(error);
}
