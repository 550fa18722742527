/** One thing that a release says, or is asked, and that a signer says is so. */
export interface Confirmation {
  /** `<module>/<item>` of the checklists. */
  item: string;
  /** The version of the module whose question was answered. */
  version: number;
  /** The fields of release.yaml that it rests on besides the item itself and the artifacts, sorted. */
  parts: string[];
  /** Of all that it rests on: `sha256:…`. */
  digest: string;
}

/** As a trailer has it: `security/secrets@1 sha256:…`, or with parts: `statements/alerts@1 documents,monitoring sha256:…`. */
export function formatConfirmation({ item, version, parts, digest }: Confirmation): string {
  return [`${item}@${version}`, ...(parts.length > 0 ? [parts.join()] : []), digest].join(' ');
}

/** Reads what `formatConfirmation` writes, and nothing else: null. */
export function readConfirmation(text: string): Confirmation | null {
  const [, item, version, parts, digest] = form.exec(text) ?? [];
  if (item === undefined || version === undefined || digest === undefined) return null;
  const confirmation = { item, version: Number(version), parts: parts?.split(',') ?? [], digest };
  const sorted = [...new Set(confirmation.parts)].sort();
  return sorted.join() === confirmation.parts.join() ? confirmation : null;
}

const id = '[a-z0-9][a-z0-9._-]{0,63}';
const part = '[a-z][a-z_]{0,31}';
const form = new RegExp(
  `^(${id}/${id})@([1-9][0-9]{0,8})(?: (${part}(?:,${part}){0,31}))? (sha256:[0-9a-f]{64})$`,
);
