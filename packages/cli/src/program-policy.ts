import { type Command, Option } from 'commander';
import type { Host } from './host.ts';

const repo = () => new Option('--repo <folder>', 'a folder inside the repository (default: the current one)');
const format = () =>
  new Option('--format <format>', 'what is printed').choices(['text', 'json']).default('text');

/** Commands about the rules themselves: why they say what they say, and what becomes of them. */
export function addPolicyCommands(program: Command, host: Host, done: (code: number) => void): void {
  program
    .command('explain')
    .summary('explain a rule, or how a release came to its verdict')
    .description(
      'For a rule: why it is there, what it looks at, how to mend what it finds. For a release: the whole derivation.',
    )
    .argument('<rule-or-release>', 'such as validation.threshold_missed, validation, or credit-scorer/1.1.0')
    .option('--release <release>', 'what the rule saw in this release')
    .option('--base <commit>', 'the side that judges (default: the merge base with main)')
    .option('--head <commit>', 'the side that is judged (default: HEAD)')
    .option('--worktree', 'judge the files as they lie there')
    .addOption(format())
    .addOption(repo())
    .action(async (what, options) =>
      done(await (await import('./commands/explain.ts')).explain(host, what, options)),
    );

  program
    .command('forecast')
    .summary('show what will turn red by itself')
    .description(
      'Judges the coming days: rules that become effective, waivers, sign-offs, evidence, confirmations, keys and lent ' +
        'roles that end.',
    )
    .argument(
      '[release...]',
      'default: those that differ from the base, and the newest promoted of each name',
    )
    .option('--days <n>', 'how far to look, 1 to 366', '30')
    .option('--base <commit>', 'the side that judges (default: the merge base with main)')
    .option('--head <commit>', 'the side that is judged (default: HEAD)')
    .option('--worktree', 'judge the files as they lie there')
    .addOption(format())
    .addOption(repo())
    .action(async (names, options) =>
      done(await (await import('./commands/forecast.ts')).forecast(host, names, options)),
    );

  program
    .command('backtest')
    .summary('judge every past promotion with changed policies')
    .description(
      'Newly blocked, newly passed, unchanged, and by which rules: what a change of policy would have done.',
    )
    .option('--policy <commit>', 'whose policies (default: the work tree)')
    .option('--since <commit>', 'only what came after this tip of main')
    .option('--branch <commit>', 'another tip than that of main')
    .addOption(new Option('--fail-on <what>', 'exit 1 if there are any').choices(['newly-blocked']))
    .addOption(format())
    .addOption(repo())
    .action(async (options) =>
      done(await (await import('./commands/backtest.ts')).runBacktest(host, options)),
    );
}
