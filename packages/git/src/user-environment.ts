/** What the writing side may know of the world outside. */
export interface WritingSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** A folder for temporary files. */
  temporary: string;
}

/**
 * What of the user's environment git sees when it writes. Of its own variables (GIT_…) that is who the user is and how
 * git is configured: no other repository, index, object folder, editor or tracing. All else is for the programs that
 * sign, which may need anything: an agent's socket, a terminal, the credentials of a key service.
 */
export function writingEnvironment(environment: WritingSurroundings['env']): Record<string, string> {
  const kept = Object.entries(environment).filter(
    ([key, value]) =>
      value !== undefined && (!/^GIT_/i.test(key) || /^GIT_(AUTHOR|COMMITTER|CONFIG)_/.test(key)),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
