import { digestBytes } from '@gatehouse/contracts';

/** What names a finding over several runs: not its line, and not its text, which may hold numbers. */
interface Named {
  kind: string;
  about: string | null;
  code: string;
  subject: string;
  file: string | null;
}

/**
 * SHA-256 (64 hexadecimal digits) over what names it and, of those that share it, its number. `seen`: how many of each
 * name there were; is counted on.
 */
export function fingerprint({ kind, about, code, subject, file }: Named, seen: Map<string, number>): string {
  const name = JSON.stringify([kind, about, code, subject === '' ? file : subject]);
  const number = seen.get(name) ?? 0;
  seen.set(name, number + 1);
  return digestBytes(`${name}#${number}`).slice('sha256:'.length);
}
