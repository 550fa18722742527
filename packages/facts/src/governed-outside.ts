import type { Settings } from '@gatehouse/contracts';
import type { EntryKind } from '@gatehouse/git';
import { foldPath } from './covered-paths.ts';
import { lockPath, settingsPath } from './settings.ts';

/** What of a repository is governed. */
export interface Governed {
  /** Whether it is written down; otherwise it is the list that every repository begins with. */
  declared: boolean;
  /** Whether a file, link or submodule is governed. */
  covers(path: string, kind?: EntryKind): boolean;
  /** Whether anything below a folder can be governed. */
  reaches(folder: string): boolean;
}

/** What judges and measures where the engine lies outside: all of it is known, so it is listed, and the rest is free. */
const always = [settingsPath, lockPath, 'policies/**', 'packs/**', 'plugins/**'];

/** Attributes change the bytes of every checkout of a release; those in its own folder are part of it. */
const attributes = /^releases\/([^/]+\/)?(\.gitattributes|gitatt~[1-4]|gi7d29~\d)$/;

/** The governed files of a repository with `gatehouse.yaml`: the above, and what that file lists. */
export function governedBy(settings: Settings): Governed {
  const patterns = [...always, ...(settings.governed ?? [])].map(foldPath);
  const files = patterns.filter((one) => !one.endsWith('/**'));
  const folders = patterns.filter((one) => one.endsWith('/**')).map((one) => one.slice(0, -2));
  const isAbove = (path: string) => [...files, ...folders].some((one) => one.startsWith(`${path}/`));
  return {
    declared: true,
    // Also a link or a file where a governed one has its folder: it takes that away.
    covers(path) {
      const folded = foldPath(path);
      return (
        attributes.test(folded) ||
        files.includes(folded) ||
        folders.some((one) => folded.startsWith(one)) ||
        isAbove(folded)
      );
    },
    reaches(folder) {
      const folded = foldPath(folder);
      const mayHold = /^releases(\/[^/]+)?$/.test(folded);
      return mayHold || folders.some((one) => `${folded}/`.startsWith(one)) || isAbove(folded);
    },
  };
}
