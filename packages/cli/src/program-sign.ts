import { type Command, Option } from 'commander';
import type { Host } from './host.ts';
import { noCache } from './no-cache.ts';

const repo = () => new Option('--repo <folder>', 'a folder inside the repository (default: the current one)');

/** Commands by which people say something under their own key, and the merge that follows. */
export function addSignCommands(program: Command, host: Host, done: (code: number) => void): void {
  program
    .command('sign')
    .summary('sign a release, or a change of governed files, for a role')
    .description(
      'Checks that the evidence is complete, shows what is signed, asks what your role has to confirm, and makes the ' +
        'signed commit with your SSH key.',
    )
    .argument('<release>', 'the release: <name>/<version>; governance/<version> for governed files')
    .requiredOption('--role <role>', 'the role that you sign for')
    .option('--withdraw', 'take an earlier sign-off back')
    .option('--break-glass', 'let it go in an emergency: needs a second person, --reason and --until')
    .option('--ratify', 'approve afterwards of broken glass, as one who governs')
    .option('--until <date>', 'the last day on which it counts')
    .option('--reason <text>', 'why, in one line')
    .option(
      '--not-author',
      'a commit names you as an author, and you wrote no part of it: your sign-off says so',
    )
    .option('--push', 'ask origin first, and push the branch afterwards')
    .option('--yes', 'do not ask: sign it, and confirm all that your role is asked')
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate sign credit-scorer/1.1.0 --role risk')
    .action(async (name, options) =>
      done(await (await import('./commands/sign.ts')).sign(host, name, options)),
    );

  program
    .command('confirm')
    .summary('answer questions about a release under your own key, without approving it')
    .description(
      'Shows each question with what it rests on, and makes a signed commit with the answers. An answer holds until what ' +
        'it rests on changes. gate sign asks the same.',
    )
    .argument('<release>', 'the release: <name>/<version>')
    .argument(
      '[item...]',
      '<module>/<item> of the checklists (default: all that you may answer and nobody has)',
    )
    .option(
      '--not-author',
      'a commit names you as an author, and you wrote no part of it: your confirmation says so',
    )
    .option('--push', 'ask origin first, and push the branch afterwards')
    .option('--yes', 'do not ask: confirm them')
    .addOption(repo())
    .addHelpText(
      'after',
      '\nExample:\n  pnpm gate confirm credit-scorer/1.1.0 security/secrets security/threats',
    )
    .action(async (name, items, options) =>
      done(await (await import('./commands/confirm.ts')).confirm(host, name, items, options)),
    );

  program
    .command('promote')
    .summary('merge the current branch into main, if it is ready')
    .description('Makes the merge commit that is the promotion when, and only when, the gate is ready.')
    .argument('<release>', 'the release: <name>/<version>; governance/<version> for governed files')
    .option('--sign', 'sign the merge commit')
    .option('--push', 'ask origin first, and publish it: nothing moves here unless origin takes it')
    .addOption(noCache())
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate promote credit-scorer/1.1.0')
    .action(async (name, options) =>
      done(await (await import('./commands/promote.ts')).promote(host, name, options)),
    );
}
