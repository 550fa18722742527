import { GatehouseError } from '@gatehouse/contracts';
import { renderError, reportError } from '@gatehouse/report';
import { CommanderError } from 'commander';
import { exitCodeOfError, exitCodes } from './exit-code.ts';
import type { Host } from './host.ts';
import { createProgram, usageError } from './program.ts';
import { refuseMistypedCommand } from './suggest-command.ts';

/** Runs one command line and gives its exit code. Never throws. */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  let code: number = exitCodes.internal;
  try {
    const program = createProgram(host, (result) => {
      code = result;
    });
    const commands = program.commands.map((command) => command.name());
    refuseMistypedCommand(argv, commands);
    await program.parseAsync(argv as string[], { from: 'user' });
    return code;
  } catch (error) {
    return fail(error, host);
  }
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
