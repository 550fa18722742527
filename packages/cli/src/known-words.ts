import { GatehouseError, type TrustRoot } from '@gatehouse/contracts';
import { readPolicyFiles, type TreeSource } from '@gatehouse/facts';
import { findFaults, findService, isPolicyFile, readPolicySources, type Service } from '@gatehouse/policy';
import { distance } from './suggest-command.ts';

/** Words that the policies of a tree know: what somebody writes may be one of them, misspelt. Both sorted. */
export interface KnownWords {
  profiles: string[];
  roles: string[];
}

/** Reads them, and the roles of a trust root. Policies that cannot be read know none: other commands say why. */
export async function readKnownWords(tree: TreeSource, root?: TrustRoot): Promise<KnownWords> {
  const data = await readData(tree);
  const { governance, principals = {} } = root ?? {};
  const held = Object.values(principals).flatMap(({ roles }) => roles);
  const roles = new Set([...held, ...(governance ? [governance.role] : [])]);
  for (const quorum of Object.values(fields(data.quorums))) addKeys(quorum, roles);
  addRoles(data, roles);
  return { profiles: Object.keys(fields(data.profiles)).sort(), roles: [...roles].sort() };
}

/** What the catalogue of services says of a name; nothing where no policies can be read, or where it has faults. */
export async function readService(tree: TreeSource, name: string): Promise<Service> {
  const data = await readData(tree);
  if (findFaults(data).some(({ reason }) => reason === 'service_unreadable')) return {};
  return findService(data, name) ?? {};
}

/**
 * The known word that another one is most probably meant to be; null if it is known itself, or near to none: one letter
 * in a short word may be wrong, two in a longer one.
 */
export function misspelt(word: string, known: readonly string[]): string | null {
  if (known.includes(word)) return null;
  const far = (one: string) => distance(word.toLowerCase(), one);
  const most = word.length < 6 ? 1 : 2;
  const near = known.filter((one) => far(one) <= most);
  return near.sort((one, other) => far(one) - far(other))[0] ?? null;
}

async function readData(tree: TreeSource): Promise<Record<string, unknown>> {
  try {
    return readPolicySources(await readPolicyFiles(tree, isPolicyFile)).data;
  } catch (error) {
    if (error instanceof GatehouseError) return {};
    throw error;
  }
}

// What the keys of our data hold that name roles, wherever they stand.
function addRoles(value: unknown, roles: Set<string>): void {
  for (const [key, inner] of Object.entries(fields(value))) {
    if (key === 'quorum') addKeys(inner, roles);
    else if (['roles', 'also', 'risk_accepted_by', 'approvers'].includes(key)) addTexts(inner, roles);
    else if (key === 'by') for (const some of Object.values(fields(inner))) addTexts(some, roles);
    else addRoles(inner, roles);
  }
}

function addKeys(value: unknown, roles: Set<string>): void {
  for (const key of Object.keys(fields(value))) roles.add(key);
}

function addTexts(value: unknown, roles: Set<string>): void {
  for (const one of Array.isArray(value) ? value : []) if (typeof one === 'string') roles.add(one);
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
