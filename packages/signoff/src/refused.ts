/** A strict reader's "no": why the input was not accepted, as one of a closed set of codes. */
export interface Refused<Reason extends string> {
  refused: Reason;
}

/** Ends a strict reader at once. */
export type Refuse<Reason extends string> = (reason: Reason) => never;

/**
 * Runs a strict reader: its result, or the reason that it refused with. So a reader can stop from any depth without
 * an error class of its own; every other exception is a bug and passes through.
 */
export function strictly<Reason extends string, Result>(
  read: (refuse: Refuse<Reason>) => Result,
): Result | Refused<Reason> {
  let refused: Refused<Reason> | null = null;
  try {
    return read((reason) => {
      refused = { refused: reason };
      throw refused;
    });
  } catch (thrown) {
    if (refused !== null && thrown === refused) return refused;
    throw thrown;
  }
}
