/** The branch that a merge promotes to. */
export const target = 'main';

/** Where its tip is, by full names: a tag may have any short one. */
export const targetRefs = {
  own: `refs/heads/${target}`,
  fetched: `refs/remotes/origin/${target}`,
} as const;

/** How people bring it here, whatever else has its name there. */
export const fetchTarget = `git fetch origin +${targetRefs.own}:${targetRefs.fetched}`;
