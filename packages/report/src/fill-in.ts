/** Fills `{name}` in a text of METADATA from a finding; numbers are shortened, a name without a value stays visible. */
export function fillIn(text: string, words: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{([a-z_0-9]+)\}/g, (whole, name: string) =>
    Object.hasOwn(words, name) ? show(words[name]) : whole,
  );
}

function show(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
