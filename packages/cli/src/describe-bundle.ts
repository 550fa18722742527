import { type Bundle, type NamedBlob, recordStep } from '@gatehouse/audit';
import type { JudgedStep } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from './exit-code.ts';

/** What a verification is worth: a step that may stand only if something is so that nobody checked is inconclusive. */
export type BundleVerdict = JudgedStep['verdict'] | 'inconclusive';

export function bundleVerdict({ verdict }: JudgedStep, believed: readonly NamedBlob[]): BundleVerdict {
  return isRefusal(verdict) || believed.length === 0 ? verdict : 'inconclusive';
}

export function bundleExitCode(verdict: BundleVerdict): number {
  if (isRefusal(verdict)) return exitCodes.blocked;
  return verdict === 'inconclusive' ? exitCodes.inconclusive : exitCodes.ready;
}

// Nothing was promoted by a step that touches no release.
function isRefusal(verdict: BundleVerdict): boolean {
  return verdict === 'refused' || verdict === 'unrelated';
}

/** What `gate bundle` says of the bundle that it made from a repository. `left`: files that are too large for it. */
export function describeMade(bundle: Bundle, judged: JudgedStep, left: readonly NamedBlob[]): string {
  return print([
    ...describe(bundle, judged, judged.verdict),
    ...(left.length === 0
      ? []
      : [`  ${files(left)} too large to be carried. Who verifies the bundle needs:`]),
    ...left.flatMap(describeBlob),
    '  → Tell whoever verifies it the id of the base by another way than the bundle (verify-bundle --base):',
    `    ${independently}`,
  ]);
}

/** What `gate verify-bundle` says. `believed`: files whose digest is the word of whoever made the bundle. */
export function describeVerified(
  bundle: Bundle,
  judged: JudgedStep,
  { believed, pinned }: { believed: readonly NamedBlob[]; pinned: boolean },
): string {
  return print([
    ...describe(bundle, judged, bundleVerdict(judged, believed)),
    ...(believed.length === 0
      ? []
      : [`  ${files(believed)} believed: the bundle states digests, not bytes, of`]),
    ...believed.flatMap(describeBlob),
    ...(believed.length === 0
      ? []
      : [
          '  → Prove them with the files themselves: --with <file or folder>',
          '    In a clone that has them: git cat-file blob <git id> > <file>',
        ]),
    ...(pinned
      ? []
      : [
          '  → Is this base yours? Whoever made the bundle could have made it too. Name it: --base <commit id>',
          `    ${independently}`,
        ]),
  ]);
}

const independently =
  'git rev-parse <merge>^1 in a clone that you trust says it, or `parent` in pnpm gate audit --format json';

function describe({ record, commit }: Bundle, judged: JudgedStep, verdict: BundleVerdict): string[] {
  const { step } = recordStep(judged);
  const releases = step.releases.flatMap(({ release, verdict, digest, decision_digest, signers }) => [
    `  ${release}: ${verdict}`,
    `    digest   ${digest}`,
    `    decision ${decision_digest}`,
    ...signers.map(
      ({ principal, role, commit: id }) => `    signed by ${principal} as ${role} (${id.slice(0, 10)})`,
    ),
  ]);
  const mark = isRefusal(verdict) ? '✗' : verdict === 'inconclusive' ? '?' : '✓';
  return [
    `${mark} ${verdict.toUpperCase()}  ${commit.slice(0, 10)}, judged as of ${judged.time}`,
    ...releases,
    ...step.reasons.map(({ code, message }) => `  ✗ ${message}  ${code}`),
    `  base ${judged.parent}: its policies, plugins and trust root judged`,
    `  trust root version ${judged.base.trustRoot.root.version}, ${judged.base.trustRootDigest}`,
    `  ${Object.keys(record.objects).length} objects; what was read of them was hashed again`,
    `  not proven by a bundle: that the merge is on ${judged.base.target} today, real time, broken glass before it (see gate audit)`,
  ];
}

function describeBlob({ id, digest, size, paths }: NamedBlob): string[] {
  const names = paths.length === 0 ? ['a file whose path the bundle does not show'] : paths;
  return [...names.map((path) => `    ${path}`), `      ${size} bytes, ${digest}, git id ${id}`];
}

function files(blobs: readonly NamedBlob[]): string {
  return blobs.length === 1 ? '1 file is' : `${blobs.length} files are`;
}

function print(lines: readonly string[]): string {
  return `${lines.map(escapeTerminal).join('\n')}\n`;
}
