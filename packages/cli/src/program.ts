import { GatehouseError } from '@gatehouse/contracts';
import { formats } from '@gatehouse/report';
import { Command, type CommanderError, Option } from 'commander';
import type { Host } from './host.ts';
import { noCache, obeyNoCache } from './no-cache.ts';
import { addAuditCommands } from './program-audit.ts';
import { addPolicyCommands } from './program-policy.ts';
import { addSignCommands } from './program-sign.ts';
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

  program
    .command('init')
    .summary('bring the gate into a repository')
    .description(
      'Writes gatehouse.yaml, gatehouse.lock, the policies, the first trust root and a workflow into a repository whose ' +
        'engine lies outside of it. Lists each file first, touches nothing else, and commits nothing.',
    )
    .option('--project <name>', 'a name that no other repository of yours has (default: from origin)')
    .option(
      '--target <branch>',
      'the branch that releases go to (default: that of origin, else the current one)',
    )
    .addOption(
      new Option('--forge <forge>', 'whose workflow is written').choices(['github', 'gitlab', 'none']),
    )
    .option('--id <id>', 'your id in the trust root (default: from your name)')
    .addOption(
      new Option('--role <role>', 'a role of yours besides governance; may be repeated').argParser(collect),
    )
    .option('--yes', 'ask nothing')
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate init --project payments --target main')
    .action(async (options) => done(await (await import('./commands/init.ts')).init(host, options)));

  program
    .command('upgrade')
    .summary('pin this engine, with its policies')
    .description(
      'Called by the engine that is to be pinned: writes its lock and its stock policies, raises the version of the trust ' +
        'root, says which rules change, and judges past promotions by them. Commits nothing: the change is signed as ' +
        'governance/<version>.',
    )
    .option('--base <commit>', 'what the change follows (default: the tip of the target)')
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  npx @gatehouse/cli@0.2.0 upgrade')
    .action(async (options) => done(await (await import('./commands/upgrade.ts')).upgrade(host, options)));

  program
    .command('new')
    .summary('start a release')
    .description('Writes releases/<name>/<version>/release.yaml with every part of the spec explained.')
    .argument('<name>', 'lower-case name, such as credit-scorer')
    .argument('<version>', 'version, such as 1.2.0')
    .option(
      '--tier <tier>',
      'risk tier: low, medium, high or critical (default: that of policies/services.yaml, else medium)',
    )
    .addOption(
      new Option('--profile <profile>', 'rule pack, such as finance; may be repeated').argParser(collect),
    )
    .option(
      '--from <version>',
      'carry on from another version: what was measured, said or dated for it is emptied',
    )
    .option('--branch', 'on a new branch release/<name>-<version>')
    .addOption(repo())
    .addHelpText(
      'after',
      '\nExample:\n  pnpm gate new credit-scorer 1.2.0 --tier high --profile finance --branch',
    )
    .action(async (name, version, options) =>
      done(await (await import('./commands/new.ts')).createRelease(host, name, version, options)),
    );

  program
    .command('pin')
    .summary('write the digests of what lies in the work tree')
    .description(
      'Writes the SHA-256 of each artifact and data set that is named by `path:` into release.yaml, and changes nothing else.',
    )
    .argument('<release>', 'the release: <name>/<version>')
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate pin credit-scorer/1.2.0')
    .action(async (name, options) =>
      done(await (await import('./commands/pin.ts')).pin(host, name, options)),
    );

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
