const iso = /^(\d{4})-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Seconds since 1970 UTC of a date and time by ISO 8601; without a zone it is read as UTC. Undefined for anything else, and
 * for what is before 1990: the zero dates of Go and others.
 */
export function secondsOf(date: string | undefined): number | undefined {
  const found = iso.exec(date ?? '');
  if (found === null || Number(found[1]) < 1990) return undefined;
  const milliseconds = Date.parse(`${found[0].replace(' ', 'T')}${found[3] === undefined ? 'Z' : ''}`);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}
