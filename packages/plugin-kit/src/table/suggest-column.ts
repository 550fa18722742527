/** `; there is \`Age\``, where a column is named almost so: in other letters of case, signs or spaces, or with a slip. */
export function suggestColumn(wanted: string, names: Iterable<string>): string {
  const all = [...names];
  const plain = (name: string) =>
    name
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s_.-]/g, '');
  const near =
    all.find((name) => plain(name) === plain(wanted)) ??
    all.find((name) => wanted.length > 3 && isOneSlip(plain(wanted), plain(name)));
  return near === undefined ? '' : `; there is \`${near}\``;
}

// One character added, left out or changed, or two neighbours swapped.
function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let from = 0;
  while (from < short.length && short[from] === long[from]) from++;
  if (long.length - short.length === 1) return short.slice(from) === long.slice(from + 1);
  if (long.length !== short.length) return false;
  const swapped = short[from] === long[from + 1] && short[from + 1] === long[from];
  return (
    short.slice(from + 1) === long.slice(from + 1) ||
    (swapped && short.slice(from + 2) === long.slice(from + 2))
  );
}
