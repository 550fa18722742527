import { GatehouseError } from '@gatehouse/contracts';

/** How a repository names its objects. */
export type ObjectFormat = 'sha1' | 'sha256';

/** Whether a text is a full object id: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
export function isObjectId(text: string | undefined): text is string {
  return text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** What is given to git as an id must be one: anything else could be an option or a range. Throws `git.ref`. */
export function requireObjectIds(...ids: readonly string[]): void {
  const wrong = ids.find((id) => !isObjectId(id));
  if (wrong === undefined) return;
  throw new GatehouseError('git.ref', `${JSON.stringify(wrong)} is not a full commit id`, {
    hint: 'Resolve names to ids first.',
  });
}
