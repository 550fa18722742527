import { digestBytes, type GatehouseError, type TrustRoot, timeOf } from '@gatehouse/contracts';
import {
  allowedSignersPath,
  type Governed,
  governedChanges,
  isTrustRootError,
  loadTrustRoot,
  openCommit,
  readGoverned,
  summarise,
  type TreeSource,
} from '@gatehouse/facts';
import type { Difference } from '@gatehouse/git';
import { judgeGovernedRun, loadPolicy } from '@gatehouse/judge';
import { openEvaluator } from '@gatehouse/policy';
import { escapeTerminal, type GovernanceReport, reportGovernance } from '@gatehouse/report';
import { allowedSigners, checkOpenpgpKeys, type TrustRootIndex, trustRootPath } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { moved, rootLimit } from '../trust/edit-trust-root.ts';
import { describeGovernors } from '../trust/governors.ts';
import { type TrustBase, type TrustOptions, type TrustState, withTrustState } from '../trust/trust-state.ts';

/** One line: ✓, ✗ with what mends it, or · where it only informs. */
interface Line {
  mark: '✓' | '✗' | '·';
  text: string;
  remedy?: string | undefined;
}

/** `gate trust check`: whether the trust root of the work tree holds together and follows the one of main. */
export async function trustCheck(host: Host, options: TrustOptions): Promise<number> {
  return withTrustState(host, options, async (state) => {
    const lines = await check(host, state);
    host.stdout.write(`${lines.flatMap(render).map(escapeTerminal).join('\n')}\n`);
    return lines.some(({ mark }) => mark === '✗') ? exitCodes.blocked : exitCodes.ready;
  });
}

async function check(host: Host, state: TrustState): Promise<Line[]> {
  const { workTree, base } = state;
  let next: TrustRootIndex;
  try {
    next = await loadTrustRoot(workTree);
    await checkOpenpgpKeys(next.root);
  } catch (error) {
    if (!isTrustRootError(error)) throw error;
    return [error, ...error.others].map(failed);
  }
  const { root } = next;
  const count = Object.keys(root.principals).length;
  const sound: Line = {
    mark: '✓',
    text: `${trustRootPath}: version ${root.version} of ${root.project}, ${count} principals, governed by ${describeGovernors(root)}`,
  };
  const signers = await checkSigners(workTree, next);
  return [
    sound,
    signers,
    ...(await (base ? checkSuccession(host, state, base, next) : checkFirst(state, next))),
  ];
}

async function checkSigners(workTree: TreeSource, { root }: TrustRootIndex): Promise<Line> {
  const written = await workTree.read(allowedSignersPath, rootLimit);
  if (written?.toString('utf8') === allowedSigners(root))
    return { mark: '✓', text: `${allowedSignersPath} is current` };
  const text = `${allowedSignersPath} ${written === null ? 'is missing' : 'does not say what the root says'}`;
  return { mark: '✗', text, remedy: 'pnpm gate trust bump writes it' };
}

async function checkFirst(
  { workTree, target: { branch } }: TrustState,
  { root }: TrustRootIndex,
): Promise<Line[]> {
  const digest = digestBytes((await workTree.read(trustRootPath, rootLimit)) as Buffer);
  const first = root.version === 1 && root.previous === null;
  return [
    first
      ? { mark: '✓', text: `${branch} has no trust root yet: this would be the first (${digest})` }
      : { mark: '✗', text: `${branch} has no trust root yet, but this is not a first one`, remedy: bump },
  ];
}

async function checkSuccession(
  host: Host,
  state: TrustState,
  base: TrustBase,
  next: TrustRootIndex,
): Promise<Line[]> {
  const changes = await listChanges(state, base.fork);
  const changed = summarise(
    changes.differences.map(({ path }) => path),
    changes.governed,
  );
  if (changed.length === 0)
    return [{ mark: '✓', text: `no governed file differs from ${state.target.branch}: nobody has to sign` }];
  const { message, hint } = moved(state.target);
  if (base.moved) return [{ mark: '✗', text: message, remedy: hint }];
  const findings = await judgeSuccession(host, state, base, changes);
  return [
    { mark: '·', text: `differs from ${state.target.branch}: ${changed.join(', ')}` },
    ...(findings.length > 0
      ? findings.map(explain)
      : whoSigns(base.trustRoot.root, next.root, state.target.branch)),
  ];
}

/** What the policy of the base says of the work tree. Who has signed is for `gate check`. */
async function judgeSuccession(
  host: Host,
  { repository, workTree, target }: TrustState,
  base: TrustBase,
  { governed, differences }: Changes,
): Promise<GovernanceReport['findings']> {
  const policy = await loadPolicy(host, base.fork);
  const evaluator = openEvaluator({ worker: host.files.evaluator });
  try {
    evaluator.load(policy);
    const judged = await judgeGovernedRun(
      { engine: host, policy, evaluator },
      {
        ...{ now: timeOf(host.now()), objects: repository, head: workTree, governed, differences },
        ...{ writings: [], releases: [] },
        base: {
          commit: base.fork.commit as string,
          target: target.branch,
          trustRoot: base.trustRoot,
          trustRootDigest: base.digest,
        },
        ...{ history: { candidates: [] }, withdrawals: [], isAncestor: () => false },
      },
    );
    const { findings } = reportGovernance(judged, policy.catalogue, (reason) => reason);
    return findings.filter(({ severity }) => severity === 'block');
  } finally {
    await evaluator.close();
  }
}

function explain({ message, remedy }: GovernanceReport['findings'][number]): Line {
  return { mark: '✗', text: message, remedy: remedy === '' ? undefined : remedy };
}

function whoSigns(old: TrustRoot, next: TrustRoot, branch: string): Line[] {
  return [
    { mark: '✓', text: `it follows version ${old.version} of ${branch}` },
    {
      mark: '·',
      text: `must sign governance/${next.version}: ${describeGovernors(old)} with keys of the old root`,
    },
    {
      mark: '·',
      text: `and ${describeGovernors(next)} with keys of the new root; who wrote the change does not count`,
    },
  ];
}

interface Changes {
  governed: Governed;
  differences: Difference[];
}

// What is committed, and policies/ also as they lie there.
async function listChanges({ repository, workTree }: TrustState, fork: TreeSource): Promise<Changes> {
  const governed = await readGoverned(fork);
  const head = await openCommit(repository, repository.location.head as string);
  const committed = await governedChanges(repository, governed, head, fork);
  return {
    governed,
    differences: [...committed, ...(await governedChanges(repository, governed, workTree, fork))],
  };
}

const bump = 'pnpm gate trust bump';
function failed({ message, hint }: GatehouseError): Line {
  return { mark: '✗', text: `${trustRootPath}: ${message}`, remedy: hint };
}

function render({ mark, text, remedy }: Line): string[] {
  return [`${mark} ${text}`, ...(remedy === undefined ? [] : [`  → ${remedy}`])];
}
