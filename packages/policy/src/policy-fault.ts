/**
 * What the data of a policy must not have, though a policy that has it can be prepared: it may stand on a base, and a base
 * that cannot be prepared could not judge the change that mends it.
 */
export interface PolicyFault {
  reason: 'pack_misplaced' | 'module_repeated' | 'service_unreadable' | 'compromised_unreadable';
  /** The path below `data`. */
  key: string;
  /** The file that has it: below policies/ or packs/<name>/, or from the root for a pack's. */
  file: string;
  message: string;
  hint: string;
}
