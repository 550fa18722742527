import { GatehouseError } from '@gatehouse/contracts';
import { isObjectId, requireObjectIds } from './object-id.ts';
import { runGit, type Surroundings } from './run-git.ts';

/**
 * Questions about history that git answers, in a clean directory. All take full ids and throw `git.ref` for
 * anything else, `git.failed` where git gives no answer. git does not hash what it walks over: read with
 * `readCommit` whatever is to be believed.
 */
export interface Revisions {
  /** The best common ancestor; null if there is none. */
  mergeBase(one: string, other: string): Promise<string | null>;
  /** Ids of the commits reachable from `head` and not from `base`, newest first, parents after children. */
  commitsBetween(base: string | null, head: string): Promise<string[]>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** The first-parent chain of `head`, without what is reachable from `until`: see `firstParents`. */
  firstParentHint(head: string, until: string | null): Promise<string[]>;
  /**
   * Ids of the commits reachable from some tips, and from none of `without`, whose message, as raw bytes, contains one
   * of some texts of one line. A message is searched up to its first NUL: well-formed messages have none.
   */
  commitsMentioning(
    texts: readonly string[],
    tips: readonly string[],
    without?: readonly string[],
  ): Promise<string[]>;
}

export function openRevisions(gitDirectory: string, surroundings: Surroundings): Revisions {
  const ask = (command: string, args: readonly string[]) =>
    runGit([command, ...args], { gitDirectory }, surroundings);

  async function revList(
    options: readonly string[],
    tips: readonly string[],
    without: readonly string[],
  ): Promise<string[]> {
    requireObjectIds(...tips, ...without);
    const range = [...tips, ...without.map((id) => `^${id}`)];
    const asked = await ask('rev-list', [...options, ...range]);
    if (asked.code !== 0) throw gitFailed('rev-list', asked.stderr);
    return asked.stdout.toString('utf8').split('\n').filter(isObjectId);
  }

  return {
    async mergeBase(one, other) {
      requireObjectIds(one, other);
      const asked = await ask('merge-base', [one, other]);
      const id = asked.stdout.toString('utf8').trim();
      if (asked.code === 1) return null;
      if (asked.code !== 0 || !isObjectId(id)) throw gitFailed('merge-base', asked.stderr);
      return id;
    },

    async isAncestor(ancestor, descendant) {
      requireObjectIds(ancestor, descendant);
      const asked = await ask('merge-base', ['--is-ancestor', ancestor, descendant]);
      if (asked.code > 1) throw gitFailed('merge-base', asked.stderr);
      return asked.code === 0;
    },

    commitsBetween: (base, head) => revList(['--topo-order'], [head], base === null ? [] : [base]),
    firstParentHint: (head, until) => revList(['--first-parent'], [head], until === null ? [] : [until]),

    async commitsMentioning(texts, tips, without = []) {
      // No text at all, or an empty one, matches everything.
      const odd = texts.length === 0 ? '' : texts.find((text) => text === '' || /[\0\n]/.test(text));
      if (odd !== undefined) throw notOneLine(odd);
      // Not recoded: a commit that claims another encoding would hide its message from the search.
      const options = ['--encoding=none', '--fixed-strings', ...texts.map((text) => `--grep=${text}`)];
      const found = new Set<string>();
      // A command line holds so many ids at once.
      for (let at = 0; at < tips.length; at += 500) {
        for (const id of await revList(options, tips.slice(at, at + 500), without)) found.add(id);
      }
      return [...found];
    },
  };
}

function gitFailed(command: string, stderr: string): GatehouseError {
  return new GatehouseError('git.failed', `git ${command} failed: ${stderr || 'no reason given'}`, {
    hint: 'Run git fsck; fetch a full clone if objects are missing.',
  });
}

function notOneLine(text: string): GatehouseError {
  return new GatehouseError('git.failed', `history can not be searched for ${JSON.stringify(text)}`, {
    hint: 'Search for one line that is not empty.',
  });
}
