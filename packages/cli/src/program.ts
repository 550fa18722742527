import { GatehouseError } from '@gatehouse/contracts';
import { formats } from '@gatehouse/report';
import { Command, type CommanderError, Option } from 'commander';
import type { Host } from './host.ts';
import { noCache, obeyNoCache } from './no-cache.ts';
import { addAuditCommands } from './program-audit.ts';
import { addPolicyCommands } from './program-policy.ts';
import { addSignCommands } from './program-sign.ts';
import { addStartCommands } from './program-start.ts';
import { addTrustCommands } from './program-trust.ts';

/** The command line. Each command's code is loaded when it is called. */
export function createProgram(world: Host, done: (code: number) => void): Command {
  const host = { ...world };
  const program = new Command('gate');
  program
    .description(
      'The release gate: says what is ready, what blocks, how to mend it, and who must still sign.',
    )
    .version(world.packed?.version ?? 'built from a checkout', '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      outputError: () => {},
    })
    .addHelpText(
      'after',
      '\nA <commit> is an id, a full name (refs/heads/main), or a short name that only one ref has.' +
        '\nExit codes: 0 ready, 1 blocked, 2 inconclusive, 3 usage or configuration, 4 internal error.',
    );

  obeyNoCache(program, host);

  const repo = () =>
    new Option('--repo <folder>', 'a folder inside the repository (default: the current one)');
  const collect = (value: string, all: string[] | undefined) => [...(all ?? []), value];

  program
    .command('check', { isDefault: true })
    .summary('judge releases (the default command)')
    .description(
      'Judges the releases that differ from the base, or those named, and says what is ready and what blocks.',
    )
    .argument('[release...]', 'releases to judge: <name>/<version>, or <name> for every version')
    .option('--base <commit>', 'the side that judges (default: the merge base with main)')
    .option('--head <commit>', 'the side that is judged (default: HEAD)')
    .option('--all', 'judge every release in the tree')
    .option('--worktree', 'judge the files as they lie there, uncommitted ones too: a preview')
    .option('--format <format>', 'what is printed, in one of the formats below', 'text')
    .addOption(
      new Option('--output <format=file>', 'write the report to a file as well; may be repeated').argParser(
        collect,
      ),
    )
    .addOption(
      new Option(
        '--fail-on <what>',
        'exit 1 on this too: waiting, waiver or glass (blocked always does); may be repeated',
      ).argParser(collect),
    )
    .option('--report-only', 'always exit 0; the report is stamped so')
    .addOption(noCache())
    .addOption(repo())
    .addHelpText(
      'after',
      () =>
        `\nFormats:\n${formats.map(({ name, what }) => `  ${name.padEnd(10)}for ${what}\n`).join('')}` +
        '\nExamples:\n  pnpm gate\n  pnpm gate credit-scorer/1.1.0 --worktree' +
        '\n  pnpm gate --base refs/remotes/origin/main --output json=gate.json --output html=gate.html',
    )
    .action(async (names, options) =>
      done(await (await import('./commands/check.ts')).check(host, names, options)),
    );

  program
    .command('validate')
    .summary('measure: run the validations of releases and write the evidence')
    .description(
      'Runs the plugins that the releases name, and writes what they measured into release.yaml and evidence/.',
    )
    .argument('[release...]', 'releases to measure (default: those that differ from the base)')
    .option('--again', 'measure everything again, also what has not changed')
    .addOption(new Option('--only <id>', 'only this validation; may be repeated').argParser(collect))
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate validate credit-scorer/1.1.0')
    .action(async (names, options) =>
      done(await (await import('./commands/validate.ts')).validate(host, names, options)),
    );

  program
    .command('verify-evidence')
    .summary('measure again, and compare with the evidence')
    .description(
      'Runs the plugins that the releases name again, writes nothing, and says whether they measure what the evidence says.',
    )
    .argument('[release...]', 'releases to verify (default: those that differ from the base)')
    .addOption(new Option('--only <id>', 'only this validation; may be repeated').argParser(collect))
    .option(
      '--run-commands',
      'run the commands of releases too (reproducibility): only in a tree that you trust',
    )
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate verify-evidence credit-scorer/1.1.0 --only performance')
    .action(async (names, options) =>
      done(await (await import('./commands/verify-evidence.ts')).verifyEvidence(host, names, options)),
    );

  addStartCommands(program, host, done);
  addSignCommands(program, host, done);
  addTrustCommands(program, host, done);
  addAuditCommands(program, host, done);
  addPolicyCommands(program, host, done);
  for (const command of [...program.commands, ...program.commands.flatMap((group) => group.commands)]) {
    command.exitOverride().configureOutput(program.configureOutput()).showSuggestionAfterError(true);
  }
  return program;
}

/** What commander says of a wrong command line, as an error of ours; null where it only printed help. */
export function usageError(error: CommanderError): GatehouseError | null {
  if (error.exitCode === 0 || error.code === 'commander.help' || error.code === 'commander.helpDisplayed')
    return null;
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return new GatehouseError('usage.unknown', message, {
    hint: suggestion
      ? suggestion.replace(/^\(|\)$/g, '')
      : 'pnpm gate --help lists the commands, pnpm gate <command> --help its options.',
  });
}
