import { digestJson, GatehouseError } from '@gatehouse/contracts';

/** What a sign-off vouches for. Its digest stands in the sign-off's message. */
export interface Statement {
  schema: 'gatehouse/statement@1';
  project: string;
  /** The branch that a merge promotes to. */
  target: string;
  /** The release's folder; `governance` for governed files. */
  path: string;
  /** `sha256:…` of the raw bytes of each file, by its path below the folder (governed files: in the repository). */
  files: Record<string, string>;
}

/**
 * The statement of a release: release.yaml, its evidence and every other file of its folder, so that any later change
 * voids a sign-off. `outcome.yaml` is left out: it is written after the promotion. Throws `input.missing` without
 * release.yaml, and `internal` for a file whose digest is none.
 */
export function releaseStatement(subject: Omit<Statement, 'schema'>): Statement {
  const { files, path } = subject;
  const covered = Object.entries(files).filter(([file]) => file !== 'outcome.yaml');
  return statement({ ...subject, covered, needed: 'release.yaml', place: `${path}/release.yaml` });
}

/** Where governed files are said to be, which is no folder: they lie all over the repository. */
export const governancePath = 'governance';

/** The trust root, by its path in the repository. */
export const trustRootPath = 'policies/trust/root.yaml';

/**
 * The statement of a change of governed files: every one of them as it is after the change, by its path in the
 * repository. Throws `input.missing` without the trust root, and `internal` for a file whose digest is none.
 */
export function governanceStatement(subject: Omit<Statement, 'schema' | 'path'>): Statement {
  const covered = Object.entries(subject.files);
  return statement({
    ...subject,
    path: governancePath,
    covered,
    needed: trustRootPath,
    place: trustRootPath,
  });
}

function statement(subject: {
  project: string;
  target: string;
  path: string;
  covered: readonly [file: string, digest: string][];
  /** The file without which there is nothing to sign, and its path in the repository. */
  needed: string;
  place: string;
}): Statement {
  const { project, target, path, covered, needed, place } = subject;
  if (!covered.some(([file]) => file === needed)) {
    throw new GatehouseError('input.missing', `there is no ${place}`, {
      hint: 'Without it there is nothing to sign.',
      place: { file: place },
    });
  }
  const undigested = covered.find(([, digest]) => !/^sha256:[0-9a-f]{64}$/.test(digest));
  if (undigested) throw new GatehouseError('internal', `${path}: ${undigested[0]} has no SHA-256 digest`);
  // fromEntries, because assigning would lose a file that is called __proto__.
  return { schema: 'gatehouse/statement@1', project, target, path, files: Object.fromEntries(covered) };
}

/** SHA-256 of the statement's canonical JSON (RFC 8785), whatever the order of its files. */
export function statementDigest(statement: Statement): string {
  return digestJson(statement);
}

/** Paths below the release's folder, sorted. */
export interface StatementChange {
  added: string[];
  removed: string[];
  changed: string[];
}

/** What changed between the statement that was signed and the one that stands now. */
export function explainChange(before: Statement, after: Statement): StatementChange {
  const old = new Map(Object.entries(before.files));
  const current = new Map(Object.entries(after.files));
  const isChanged = (file: string) => old.has(file) && old.get(file) !== current.get(file);
  return {
    added: [...current.keys()].filter((file) => !old.has(file)).sort(),
    removed: [...old.keys()].filter((file) => !current.has(file)).sort(),
    changed: [...current.keys()].filter(isChanged).sort(),
  };
}
