import { relative, sep } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { isOurs, plainName, referencedFiles, resolvePath } from '@gatehouse/facts';
import { openWorkTreeStatus } from '@gatehouse/git';
import { type ErrorReport, type Judged, reportError } from '@gatehouse/report';
import type { Host } from './host.ts';
import { findLeftOut } from './left-out.ts';
import type { Run, RunOptions } from './open-run.ts';

/** What a run has to say of the user's work tree beside what it judges. */
export interface WorkBeside {
  /** Takes in which files a judged release refers to. */
  onJudged(judged: Judged): void;
  /** Throws the error of a run, or a better one: of a release that no commit has, "there is none" says too little. */
  explain(error: unknown): Promise<never>;
  /** Work that no commit has, once all is judged. Throws `git.failed`. */
  unsettled(): Promise<ErrorReport[]>;
}

/**
 * Looks at the work tree while a run is judged, where that is what the run is about: no other commit and no other place
 * was named. A preview judges the work tree itself; of it only those files are told that a commit would not hold.
 */
export function lookBeside(
  host: Host,
  run: Run,
  {
    worktree,
    names = [],
    onJudged: also,
    ...given
  }: RunOptions & { names?: readonly string[] } & {
    onJudged?: ((judged: Judged) => void) | undefined;
  },
): WorkBeside {
  const { root } = run.repository.location;
  const preview = Boolean(worktree);
  const isOwn = preview || isOwnWorkTree(host, run, given);
  const asked = isOwn && !preview ? findUncommitted(host, run, names) : Promise.resolve([]);
  // It is looked at later; until then it must not count as unhandled.
  asked.catch(() => null);
  const paths = new Set<string>();
  return {
    onJudged(judged) {
      also?.(judged);
      if (isOwn) for (const path of inQuestion(judged, preview)) paths.add(path);
    },
    async explain(error) {
      const unknown = error instanceof GatehouseError && error.code === 'usage.value' && names.length > 0;
      throw (unknown ? (await asked)[0]?.error : undefined) ?? error;
    },
    async unsettled() {
      const uncommitted = await asked;
      const leftOut = paths.size === 0 ? [] : await findLeftOut(host, root, paths);
      return [
        ...uncommitted.flatMap(({ release, error }) => reportError(release, error)),
        ...leftOut.flatMap((error) => reportError(null, error)),
      ];
    },
  };
}

function isOwnWorkTree(host: Host, { repository }: Run, { head, base }: RunOptions): boolean {
  const { bare, root } = repository.location;
  return !bare && head === undefined && base === undefined && relative(root, host.cwd).split(sep)[0] !== '..';
}

/** What git says of `releases/`, by release: of those that are named, or all. */
async function findUncommitted(
  host: Host,
  run: Run,
  names: readonly string[],
): Promise<{ release: string; error: GatehouseError }[]> {
  const status = openWorkTreeStatus(run.repository.location.root, host);
  const byRelease = new Map<string, string[]>();
  for (const path of await status.uncommitted('releases')) {
    if (isOurs(path.slice(path.lastIndexOf('/') + 1))) continue;
    const [, name, version, ...rest] = path.split('/');
    const release = rest.length > 0 ? `${name}/${version}` : path.slice('releases/'.length);
    byRelease.set(release, [...(byRelease.get(release) ?? []), path]);
  }
  const plain = names.map(plainName);
  const isNamed = (release: string) =>
    plain.some((name) => release === name || release.startsWith(`${name}/`));
  const found = [...byRelease].filter(([release]) => plain.length === 0 || isNamed(release));
  return Promise.all(
    found.map(async ([release, paths]) => {
      const isNew = (await run.head.kind(`releases/${release}`)) === null;
      return { release, error: uncommitted(release, isNew ? [] : paths) };
    }),
  );
}

function uncommitted(release: string, paths: readonly string[]): GatehouseError {
  const folder = `releases/${release}`;
  const [first, ...others] = paths.map((path) => path.slice(folder.length + 1) || path);
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const message =
    first === undefined
      ? `${release} is not committed, and was not judged`
      : `${release} has uncommitted changes, which were not judged: ${first}${more}`;
  return new GatehouseError('refused.dirty', message, {
    hint: `Commit them (git add ${folder}, git commit), or look at them as they lie there: pnpm gate ${release} --worktree`,
    place: { file: folder },
  });
}

/** The files of a release that may lie in the work tree and in no commit: of a preview all, else what the commit lacks. */
function inQuestion({ facts, locate }: Judged, preview: boolean): string[] {
  const { path: folder, files, release, evidence, evidence_problems } = facts;
  const inputs = Object.values(evidence).flatMap((one) => one.inputs);
  const asWritten = [...referencedFiles(release), ...inputs].map(({ path }) => path);
  const ids = [...(preview ? Object.keys(evidence) : []), ...Object.keys(evidence_problems)];
  return [
    ...asWritten.filter((path) => preview || !Object.hasOwn(files, path)),
    ...ids.map((id) => `evidence/${id}.json`),
    ...(preview ? ['release.yaml'] : []),
  ].map((path) => resolvePath(folder, path, () => locate([])));
}
