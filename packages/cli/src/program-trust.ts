import { type Command, Option } from 'commander';
import type { Host } from './host.ts';
import { noCache } from './no-cache.ts';

const collect = (value: string, all: string[] | undefined) => [...(all ?? []), value];
const many = (flags: string, description: string) =>
  new Option(flags, `${description}; may be repeated`).argParser(collect);

const example = (line: string) => `\nExample:\n  pnpm gate ${line}`;

/** Commands about who may do what, and about enforcing it where people push. */
export function addTrustCommands(program: Command, host: Host, done: (code: number) => void): void {
  const trust = program
    .command('trust')
    .summary('who may sign what: the trust root')
    .description(
      'Edits policies/trust/root.yaml and the allowed_signers that git reads. Nothing is committed: a change is a ' +
        'release of its own kind, signed as governance/<version>.',
    );
  addPeople(trust, host, done);
  addRules(trust, host, done);
  for (const command of trust.commands) {
    command
      .option('--base <commit>', 'what the change follows (default: the tip of main)')
      .option('--repo <folder>', 'a folder inside the repository (default: the current one)');
  }
  addHook(program, host, done);
}

function addPeople(trust: Command, host: Host, done: (code: number) => void): void {
  trust
    .command('init')
    .summary('make the first trust root, with your own key')
    .description(
      'Writes policies/trust/root.yaml with you as the one who governs, by the key that git signs with. Once per repository.',
    )
    .addHelpText('after', example('trust init --project payments --role engineer'))
    .requiredOption('--project <name>', 'a name that no other repository of yours has')
    .option('--id <id>', 'your id (default: from your name)')
    .addOption(many('--role <role>', 'a role besides governance'))
    .action(async (options) =>
      done(await (await import('./commands/trust-init.ts')).trustInit(host, options)),
    );
  trust
    .command('add')
    .summary('add somebody, or keys, roles and addresses of somebody')
    .description(
      'Writes a new principal into the trust root, or gives more keys, roles and addresses to one who is there.',
    )
    .addHelpText(
      'after',
      example('trust add radia --key radia.pub --role security --email radia@example.org'),
    )
    .argument('<id>', 'lower-case id, such as radia')
    .addOption(many('--key <file|line>', 'a public key: SSH or OpenPGP'))
    .addOption(many('--role <role>', 'a role'))
    .addOption(many('--email <address>', 'an address by which authors are recognised'))
    .option('--name <name>', 'for people to read')
    .option('--kind <kind>', 'person or bot')
    .option('--until <date>', 'the last day on which the key counts')
    .action(async (id, options) =>
      done(await (await import('./commands/trust-people.ts')).trustAdd(host, id, options)),
    );
  trust
    .command('remove')
    .summary('remove somebody, or only roles and keys of somebody')
    .description(
      'Takes a principal out of the trust root, with all that they lent or borrowed; or only some of their roles and keys.',
    )
    .addHelpText('after', example('trust remove radia --role security'))
    .argument('<id>', 'whom')
    .addOption(many('--role <role>', 'only this role'))
    .addOption(many('--key <fingerprint>', 'only this key'))
    .action(async (id, options) =>
      done(await (await import('./commands/trust-people.ts')).trustRemove(host, id, options)),
    );
  trust
    .command('rotate')
    .summary('replace a key; say so if others may hold the old one')
    .description(
      'Puts a new key in the place of an old one. What the old key signed stays good, unless it is compromised.',
    )
    .addHelpText('after', example('trust rotate radia --key radia-2027.pub --until 2027-12-31'))
    .argument('<id>', 'whose')
    .requiredOption('--key <file|line>', 'the new public key')
    .option('--old <fingerprint>', 'the key that goes (needed where there are several)')
    .option('--until <date>', 'the last day on which the new key counts')
    .option('--compromised', 'others may hold the old key: what it signed is tainted')
    .option('--since <commit>', 'the last commit of main up to which the old key was good (default: never)')
    .option('--reason <text>', 'why')
    .action(async (id, options) =>
      done(await (await import('./commands/trust-rotate.ts')).trustRotate(host, id, options)),
    );
}

function addRules(trust: Command, host: Host, done: (code: number) => void): void {
  trust
    .command('delegate')
    .summary('lend a role for some releases, for some time')
    .description(
      'Lets somebody sign for a role of somebody else, below one path and until one day. Lent again, it gets the new day.',
    )
    .addHelpText(
      'after',
      example(
        'trust delegate radia margaret --role security --path releases/credit-scorer --until 2027-01-31',
      ),
    )
    .argument('<from>', 'who holds the role')
    .argument('<to>', 'who may sign for it')
    .requiredOption('--role <role>', 'the role')
    .requiredOption('--path <path>', 'releases/<name>, or releases/<name>/<version>')
    .requiredOption('--until <date>', 'the last day')
    .action(async (from, to, options) =>
      done(await (await import('./commands/trust-delegate.ts')).trustDelegate(host, from, to, options)),
    );
  trust
    .command('bump')
    .summary('raise the version, for a change of policies, plugins or engine')
    .description(
      'Raises the version of the trust root and changes nothing else in it: a change of policies, plugins or engine asks for that.',
    )
    .addHelpText('after', example('trust bump'))
    .action(async (options) =>
      done(await (await import('./commands/trust-delegate.ts')).trustBump(host, options)),
    );
  trust
    .command('check')
    .summary('check the trust root, its list of signers, and that it follows the one on main')
    .description(
      'Says whether the trust root of the work tree can be used, what a change of it needs, and what is odd about it.',
    )
    .addHelpText('after', example('trust check'))
    .action(async (options) =>
      done(await (await import('./commands/trust-check.ts')).trustCheck(host, options)),
    );
}

function addHook(program: Command, host: Host, done: (code: number) => void): void {
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
    .addOption(noCache())
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
