import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RefUpdate, type Refusal, refusePush } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { openRepository } from '@gatehouse/git';
import { findTarget, surroundings, type Target } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';

/** `gate hook pre-receive`: refuses what may not be pushed. git gives the updates on the standard input. */
export async function preReceive(host: Host, input: string): Promise<number> {
  const updates = input.split('\n').filter(Boolean).map(readUpdate);
  if (updates.length === 0) throw noUpdates();
  const repository = await openRepository(host.cwd, surroundings(host), {
    quarantine: host.env.GIT_QUARANTINE_PATH,
  });
  try {
    const refusals = await refusePush(host, repository, updates, await findTarget(repository));
    for (const refusal of refusals) host.stderr.write(render(refusal));
    return refusals.length === 0 ? exitCodes.ready : exitCodes.blocked;
  } finally {
    repository.close();
  }
}

function readUpdate(line: string): RefUpdate {
  const [, before, after, ref] =
    /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (\S.*)$/.exec(line) ?? [];
  if (before !== undefined && after !== undefined && ref !== undefined) return { before, after, ref };
  throw new GatehouseError(
    'usage.value',
    `${JSON.stringify(line)} is not what git tells a pre-receive hook`,
    {
      hint: 'git runs this: install it with pnpm gate hook install <bare-repository>.',
    },
  );
}

function render({ ref, reasons, remedy }: Refusal): string {
  const most = 12;
  const lines = [
    `✗ Gatehouse refuses ${ref}`,
    ...reasons.slice(0, most).map(({ code, message }) => `  ✗ ${message}  ${code}`),
    ...(reasons.length > most ? [`  and ${reasons.length - most} more`] : []),
    `  → ${remedy}`,
  ];
  return `${lines.map(escapeTerminal).join('\n')}\n`;
}

/** Where git and the user's cache are, and where git keeps what is pushed. */
const passedOn = ['PATH', 'HOME', 'GIT_QUARANTINE_PATH'];

/** `gate hook install`: makes this engine the pre-receive hook of a bare repository whose HEAD is main. */
export async function installHook(host: Host, folder: string): Promise<number> {
  const repository = await openRepository(folder, surroundings(host));
  const [head, target] = await Promise.all([repository.headRef(), findTarget(repository)]).finally(() =>
    repository.close(),
  );
  const { bare, gitDirectory } = repository.location;
  if (!bare) throw notBare(folder);
  // What people clone is what HEAD names. Where that is another branch, nothing that matters would be judged.
  if (head !== target.own) throw otherBranch(folder, head, target);
  const hook = join(gitDirectory, 'hooks', 'pre-receive');
  if (existsSync(hook)) throw hookExists(hook);
  writeFileSync(hook, script(process.execPath, fileURLToPath(host.files.bundle)), { flag: 'wx' });
  chmodSync(hook, 0o755);
  host.stdout.write(`${hook} is there. It runs this engine: update it here, with the policies' owners.\n`);
  return exitCodes.ready;
}

// Whatever goes wrong (no Node, no engine) is a refusal: git lets a push pass on exit 0 alone. The pusher's environment
// may reach this far, and NODE_OPTIONS alone can end Node with 0, so nothing of it goes on but what is named here.
function script(node: string, engine: string): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  return [
    '#!/bin/sh',
    '# Made by `gate hook install`: refuses pushes that may not be promoted.',
    `exec /usr/bin/env -i ${passedOn.map((name) => `\${${name}+${name}="$${name}"}`).join(' ')} \\`,
    `  ${quote(node)} ${quote(engine)} hook pre-receive`,
    '',
  ].join('\n');
}

function noUpdates(): GatehouseError {
  return new GatehouseError('usage.value', 'git told this hook of no update', {
    hint: 'git runs this: install it with pnpm gate hook install <bare-repository>.',
  });
}

function notBare(folder: string): GatehouseError {
  return new GatehouseError('usage.value', `${folder} has a work tree: it is no bare repository`, {
    hint: 'Install the hook where people push to. A forge that does not let you needs the CI check instead (SECURITY.md).',
  });
}

function otherBranch(folder: string, head: string | null, { branch, own }: Target): GatehouseError {
  const named = head ?? 'a commit, and no branch';
  return new GatehouseError('config.no_base', `HEAD of ${folder} is ${named}; the hook guards ${own}`, {
    hint: `Rename the branch (git -C ${folder} branch --move <branch> ${branch}), or point HEAD to the one that is guarded: git -C ${folder} symbolic-ref HEAD ${own}.`,
  });
}

function hookExists(hook: string): GatehouseError {
  return new GatehouseError('refused.exists', `${hook} is there already`, {
    hint: 'Call `gate hook pre-receive` from it, with its standard input, and let its exit code decide.',
    place: { file: hook },
  });
}
