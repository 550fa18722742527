const year = 365 * 86_400;

/** Seconds since 1970 of a number of seconds or, as most tools write it, of milliseconds; undefined before 1990. */
export function epochOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,14}$/.test(text)) return undefined;
  const number = Number(text);
  const seconds = number > 200 * year ? Math.floor(number / 1000) : number;
  return seconds > 20 * year ? seconds : undefined;
}

/** The earliest of several. */
export function earliest(times: readonly (number | undefined)[]): number | undefined {
  const said = times.flatMap((one) => one ?? []);
  return said.length === 0 ? undefined : said.reduce((least, one) => Math.min(least, one));
}
