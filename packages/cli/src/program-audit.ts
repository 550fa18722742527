import { type Command, Option } from 'commander';
import type { Host } from './host.ts';
import { noCache } from './no-cache.ts';

const repo = () => new Option('--repo <folder>', 'a folder inside the repository (default: the current one)');
const format = () =>
  new Option('--format <format>', 'what is printed').choices(['text', 'json']).default('text');

const many = (flags: string, description: string) =>
  new Option(flags, `${description}; may be repeated`).argParser(
    (value: string, all: string[] | undefined) => [...(all ?? []), value],
  );

/** Commands about what happened: who signed, what went live, and the proof of it. */
export function addAuditCommands(program: Command, host: Host, done: (code: number) => void): void {
  program
    .command('signoffs')
    .summary('show every sign-off of a release, counted or not, and why')
    .description(
      'Shows all candidates with the reason; for stale ones what changed since, and who must sign again.',
    )
    .argument('<release>', 'the release: <name>/<version>')
    .option('--base <commit>', 'the side that judges (default: the merge base with main)')
    .option('--head <commit>', 'the side that is judged (default: HEAD)')
    .addOption(format())
    .addOption(repo())
    .action(async (name, options) =>
      done(await (await import('./commands/signoffs.ts')).signoffs(host, name, options)),
    );

  program
    .command('audit')
    .summary('prove what went live: judge every step of main again')
    .description(
      'Walks main by first parents and judges each step by the policies and the trust root of its day: promoted, ' +
        'governance, break-glass, bypass, tainted or unverifiable. Exit 0: all is proven; 1: a bypass or a tainted ' +
        'sign-off; 2: something can not be proven, or broken glass is not ratified.',
    )
    .option('--genesis <digest>', 'the trust root that you trust: sha256:… of the first one')
    .option('--since <commit>', 'show only what came after this tip of main (all is still judged)')
    .option('--branch <commit>', 'another tip than that of main')
    .addOption(noCache())
    .addOption(format())
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate audit --genesis sha256:…')
    .action(async (options) => done(await (await import('./commands/audit.ts')).audit(host, options)));

  program
    .command('stands')
    .summary('may this be deployed? whether a digest is part of a promotion that stands')
    .description(
      'Exit 0 only if an artifact with that SHA-256 is in a release that was promoted by the policies and the trust root ' +
        'of its day, whose sign-offs still hold, and which was not rolled back. Needs a clone and no network. It proves ' +
        'that promotion; that nothing else went around the gate is for gate audit.',
    )
    .argument('<digest>', 'sha256:<64 hexadecimal digits>, as of the file or image that is to be deployed')
    .option(
      '--genesis <digest>',
      'judge all of history since as well, as gate audit does: slower, and nothing is believed',
    )
    .option('--release <name>', 'only releases of this name, or this one: <name> or <name>/<version>')
    .option('--branch <commit>', 'another tip than that of the target, as origin has it')
    .addOption(noCache())
    .addOption(format())
    .addOption(repo())
    .addHelpText('after', '\nExample:\n  pnpm gate stands "sha256:$(sha256sum < app.whl | cut -c1-64)"')
    .action(async (digest, options) =>
      done(await (await import('./commands/stands.ts')).stands(host, digest, options)),
    );

  program
    .command('replay')
    .summary('make the decisions of a promotion again, bit for bit')
    .description('Judges the step that a commit of main made, and compares with what its message records.')
    .argument('<commit>', 'the merge commit of a promotion')
    .addOption(noCache())
    .addOption(format())
    .addOption(repo())
    .action(async (commit, options) =>
      done(await (await import('./commands/replay.ts')).replay(host, commit, options)),
    );

  program
    .command('selftest')
    .summary('attack the gate with its own policies: every attack must be refused')
    .description(
      'Promotes a release in a scratch repository with throw-away keys, attacks it in every way known, and shows which ' +
        'rule refused each. Exit 0 if nothing got through, 1 if something did, 2 if a kind of attack could not be tried.',
    )
    .argument('[release]', 'a promoted release to attack (default: the newest that passes, else the example)')
    .option('--base <commit>', 'whose policies (default: the tip of main)')
    .addOption(format())
    .addOption(repo())
    .action(async (release, options) =>
      done(await (await import('./commands/selftest.ts')).selftest(host, release, options)),
    );

  program
    .command('bundle')
    .summary('write the whole record of a promotion into one file')
    .description(
      'Manifest, evidence, sign-offs, policies, trust root and decision, for somebody without the repository.',
    )
    .argument('<release>', 'a promoted release: <name>/<version>')
    .option('--output <file>', 'default: <name>-<version>.gatehouse.json')
    .addOption(noCache())
    .addOption(repo())
    .action(async (name, options) =>
      done(await (await import('./commands/bundle.ts')).bundle(host, name, options)),
    );

  program
    .command('verify-bundle')
    .summary('check a bundle, without its repository')
    .description(
      'Hashes every object, verifies every signature and makes the decision again. Exit 2: it rests on files that the ' +
        'bundle does not carry, and that are believed.',
    )
    .argument('<file>', 'the bundle')
    .option('--base <commit>', 'the full id of the commit whose policies, plugins and people you trust')
    .addOption(many('--with <path>', 'a file that the bundle does not carry, or a folder that has it'))
    .addOption(new Option('--root <digest>').hideHelp())
    .addOption(noCache())
    .addOption(format())
    .addHelpText('after', '\nExample:\n  pnpm gate verify-bundle release.gatehouse.json --base <commit id>')
    .action(async (file, options) =>
      done(await (await import('./commands/bundle.ts')).verifyBundle(host, file, options)),
    );
}
