import { type Command, Option } from 'commander';
import type { Host } from './host.ts';
import { noCache } from './no-cache.ts';

const repo = () => new Option('--repo <folder>', 'a folder inside the repository (default: the current one)');
const format = () =>
  new Option('--format <format>', 'what is printed').choices(['text', 'json']).default('text');

const example = (line: string) => `\nExample:\n  pnpm gate ${line}`;

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
    .addOption(noCache())
    .addOption(format())
    .addOption(repo())
    .action(async (options) =>
      done(await (await import('./commands/backtest.ts')).runBacktest(host, options)),
    );

  addAuthorCommands(program, host, done);
}

function addAuthorCommands(program: Command, host: Host, done: (code: number) => void): void {
  const policy = program
    .command('policy')
    .summary('write policies: new, check, test, coverage, fmt, docs')
    .description('For authors of policies. All of it looks at the policies/ of the work tree.');
  const load = () => import('./commands/policy.ts');
  policy
    .command('new')
    .summary('start a rule, with its METADATA and test; it warns until it is written')
    .description(
      'Writes a rule with METADATA and a test below policies/gates/. It warns about every release until you have written ' +
        'what it looks at; `policy check` lists what is to be done.',
    )
    .addHelpText('after', example('policy new inventory/digest_missing'))
    .argument('<gate/rule>', 'such as inventory/digest_missing; the gate is made too where it is new')
    .action(async (name, options) => done(await (await load()).policyNew(host, name, options)));
  policy
    .command('check')
    .summary('check types against the schema of the facts, and our own rules about rules')
    .description(
      'Checks every policy of the work tree: types against the schema of the facts, and METADATA, names and shape of each rule.',
    )
    .addHelpText('after', example('policy check'))
    .action(async (options) => done(await (await load()).policyCheck(host, options)));
  policy
    .command('test')
    .summary('run the tests in Rego, and compare OPA with the compiled policy')
    .description(
      'Runs the tests in Rego with OPA. Without --filter the compiled policy judges the same cases, and both have to agree.',
    )
    .addHelpText('after', example('policy test --filter inventory'))
    .option('--filter <pattern>', 'only tests whose full name matches: data.gates.review_test.test_…')
    .action(async (options) => done(await (await load()).policyTest(host, options)));
  policy
    .command('coverage')
    .summary('run the tests in Rego, and show the lines of rules that none reaches')
    .description(
      'Runs the tests in Rego and lists the lines of rules that no test reaches; there must be none.',
    )
    .addHelpText('after', example('policy coverage'))
    .action(async (options) => done(await (await load()).policyCoverage(host, options)));
  policy
    .command('fmt')
    .summary('write Rego as OPA writes it')
    .description('Formats every Rego file of the work tree; with --check only says which ones are not.')
    .addHelpText('after', example('policy fmt --check'))
    .option('--check', 'write nothing, and fail where something would be')
    .action(async (options) => done(await (await load()).policyFmt(host, options)));
  policy
    .command('docs')
    .summary('write the pages about gates, rules and frameworks from METADATA and data')
    .description(
      'Writes the README of policies/ and of each gate anew, from METADATA and data; with --check only says which are stale.',
    )
    .addHelpText('after', example('policy docs --check'))
    .option('--check', 'write nothing, and fail where something would be')
    .action(async (options) => done(await (await load()).policyDocs(host, options)));
  for (const command of policy.commands) command.addOption(repo());

  program
    .command('plugin')
    .summary('write plugins: new')
    .description('For authors of plugins, which measure what releases bring.')
    .command('new')
    .summary('start a plugin: one that works, with its tests, to be made your own')
    .description(
      'Writes plugins/<name>/: a small plugin that works, its configuration, its tests and their files.',
    )
    .addHelpText('after', example('plugin new unit-costs'))
    .argument('<name>', 'lower-case words joined by -, such as unit-costs')
    .addOption(repo())
    .action(async (name, options) =>
      done(await (await import('./commands/plugin.ts')).pluginNew(host, name, options)),
    );
}
