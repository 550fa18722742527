import type { Told } from './list-told.ts';

/** Where a reader that demands a file is sent to: the place, else the release, else where releases or who governs stand. */
export function placeOf({ kind, about, file, line, column }: Told): {
  file: string;
  line: number | null;
  column: number | null;
} {
  if (file !== null) return { file, line, column };
  const home = about === null ? 'releases' : `releases/${about}/release.yaml`;
  return {
    file: kind === 'change' ? 'policies/trust/root.yaml' : home,
    line: null,
    column: null,
  };
}
