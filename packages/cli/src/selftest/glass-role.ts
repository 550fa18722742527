import type { Base } from '@gatehouse/facts';
import { parse } from 'yaml';

const file = 'policies/data/break_glass.yaml';

/** A role that may break the glass by the policy of the base: the governing one, if it may, or where nothing else is known. */
export async function glassRole({ source, trustRoot }: Base): Promise<string> {
  const governing = trustRoot.root.governance.role;
  const bytes = await source.read(file, 1024 * 1024);
  const roles: unknown = bytes === null ? undefined : parse(bytes.toString('utf8'))?.roles;
  const known = Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  return known.includes(governing) ? governing : (known[0] ?? governing);
}
