import { type Command, Option } from 'commander';
import type { Host } from './host.ts';

const repo = () => new Option('--repo <folder>', 'a folder inside the repository (default: the current one)');
const collect = (value: string, all: string[] | undefined) => [...(all ?? []), value];

/** Commands with which something begins: the gate in a repository, a release. */
export function addStartCommands(program: Command, host: Host, done: (code: number) => void): void {
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
}
