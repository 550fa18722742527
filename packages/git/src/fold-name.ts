// Code points that HFS+ skips when it compares names (the list that git's own protectHFS uses).
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

// Most names are like this, and remain as they are.
const folded = /^[a-z0-9._-]*[a-z0-9_-]$/;

/**
 * A name as the most forgiving file system sees it: macOS and Windows take names for the same that differ in
 * case, in Unicode composition, in invisible characters, or in dots and spaces at the end.
 */
export function foldName(name: string): string {
  if (folded.test(name)) return name;
  const visible = name.replace(ignorable, '').replace(/[. ]+$/, '');
  return visible.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** Whether some file system takes a name for `.git`, where git keeps configuration and hooks. */
export function isDotGit(name: string): boolean {
  const [stem = ''] = name.split(':');
  return /^(\.git|git~[1-9])$/.test(foldName(stem));
}
