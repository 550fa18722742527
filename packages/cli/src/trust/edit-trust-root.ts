import { isDeepStrictEqual } from 'node:util';
import { GatehouseError, type TrustRoot } from '@gatehouse/contracts';
import { isTrustRootError, readYaml } from '@gatehouse/facts';
import type { Target } from '@gatehouse/judge';
import { allowedSigners, checkOpenpgpKeys, readTrustRoot, trustRootPath } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { describeGenesis } from './genesis-of-work-tree.ts';
import { describeGovernors } from './governors.ts';
import { rewriteRoot } from './rewrite-root.ts';
import { type TrustOptions, type TrustState, withTrustState } from './trust-state.ts';
import { writeTrustFiles } from './write-trust-files.ts';

export const rootLimit = 1024 * 1024;

/** The root as it is to be. `state` is for what can not be said without the repository. */
export type PlanRoot = (root: TrustRoot, state: TrustState) => TrustRoot | Promise<TrustRoot>;

/** Changes the trust root of the work tree as planned, or not at all, and says what to do next. */
export async function editTrustRoot(host: Host, options: TrustOptions, plan: PlanRoot): Promise<number> {
  return withTrustState(host, options, async (state) => {
    const { base } = state;
    if (base?.moved) throw targetHasMoved(state.target);
    const before = await state.workTree.read(trustRootPath, rootLimit);
    if (before === null) throw noRoot();
    const { root } = readTrustRoot(readYaml(before, trustRootPath).value);
    const planned = await plan(root, state);
    const next = {
      ...planned,
      version: base === null ? 1 : base.trustRoot.root.version + 1,
      previous: base === null ? null : base.digest,
    };
    await requireUsable(next);
    const text = isDeepStrictEqual(next, root)
      ? before.toString('utf8')
      : rewriteRoot(before.toString('utf8'), next);
    const texts = { root: text, allowedSigners: allowedSigners(next) };
    await writeTrustFiles(state.repository.location.root, before, texts);
    const then = base === null ? await firstSteps(host, state) : nextSteps(next, base.trustRoot.root);
    host.stdout.write(`${[...droppedDelegations(root, next), ...then].join('\n')}\n`);
    return exitCodes.ready;
  });
}

/** Throws `config.trust_root` unless a root that is to be written would be accepted. */
export async function requireUsable(root: TrustRoot): Promise<void> {
  try {
    await checkOpenpgpKeys(readTrustRoot(root).root);
  } catch (error) {
    if (!isTrustRootError(error)) throw error;
    throw new GatehouseError(error.code, `nothing was written: ${error.message}`, {
      hint: error.hint,
      others: error.others,
      place: { file: trustRootPath },
    });
  }
}

function droppedDelegations(before: TrustRoot, next: TrustRoot): string[] {
  const kept = new Set((next.delegations ?? []).map((one) => JSON.stringify(one)));
  return (before.delegations ?? [])
    .filter((one) => !kept.has(JSON.stringify(one)))
    .map(({ from, to, role, path }) => `No longer lent: ${role} of ${from} to ${to} for ${path}.`);
}

async function firstSteps(host: Host, { repository, target }: TrustState): Promise<string[]> {
  return [
    `${trustRootPath} is changed, and still the first: ${target.branch} has none yet. Next:`,
    `  1. Commit policies/ to ${target.branch}.`,
    `  2. ${await describeGenesis(host, repository.location.root)}`,
  ];
}

function nextSteps(next: TrustRoot, old: TrustRoot): string[] {
  const release = `governance/${next.version}`;
  return [
    `${trustRootPath} is version ${next.version} now. Next:`,
    '  1. Commit policies/trust on a branch without releases. Who writes the change can not sign it.',
    `  2. pnpm gate sign ${release} --role ${old.governance.role}   by ${describeGovernors(old)} (old root)`,
    `     and by ${describeGovernors(next)} as ${next.governance.role} (new root); one sign-off can count for both`,
    `  3. pnpm gate promote ${release}`,
  ];
}

/** Where main has another root, what is based on the older one can not follow it. */
export const moved = ({ branch }: Target) => ({
  message: `${branch} has another trust root by now than where this branch left it`,
  hint: `Merge ${branch} into the branch, keep the changes of both, commit, then run the command again.`,
});

function targetHasMoved(target: Target): GatehouseError {
  const { message, hint } = moved(target);
  return new GatehouseError('input.changed', message, {
    hint,
    place: { file: trustRootPath },
  });
}

function noRoot(): GatehouseError {
  return new GatehouseError('config.trust_root', `there is no ${trustRootPath}`, {
    hint: 'Make one: pnpm gate trust init --project <name>.',
    place: { file: trustRootPath },
  });
}
