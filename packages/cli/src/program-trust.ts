import type { Command } from 'commander';
import type { Host } from './host.ts';

/** Commands about who may do what, and about enforcing it where people push. */
export function addTrustCommands(program: Command, host: Host, done: (code: number) => void): void {
  const hook = program
    .command('hook')
    .summary('refuse at the door: the pre-receive hook of a bare repository')
    .description('Makes the gate stand where people push: what `check` would refuse never reaches main.');
  hook
    .command('pre-receive')
    .summary('run by git: judges a push')
    .description(
      'Reads the updates that git gives on the standard input. Whatever goes wrong refuses the push.',
    )
    .action(async () =>
      done(await (await import('./commands/hook.ts')).preReceive(host, await host.input())),
    );
  hook
    .command('install')
    .summary('make this engine the pre-receive hook of a bare repository')
    .description('Writes hooks/pre-receive. It refuses to replace a hook that is there.')
    .argument('<bare-repository>', 'the repository that people push to')
    .action(async (folder) => done(await (await import('./commands/hook.ts')).installHook(host, folder)));
}
