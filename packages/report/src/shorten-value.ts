const mostLetters = 160;

/** A value of the facts in one line for people: names instead of whole items, and not too long. */
export function shortenValue(value: unknown): string {
  const text = describe(value);
  return text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(nameOf).join(', ');
    return `${value.length} ${value.length === 1 ? 'item' : 'items'}${items === '' ? '' : `: ${items}`}`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, one]) => (isSimple(one) ? `${key}: ${one}` : key));
  return fields.length === 0 ? 'nothing in it' : fields.join(', ');
}

// What people call an item by, in this order.
function nameOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const fields = item as Record<string, unknown>;
  for (const key of ['id', 'module', 'rule', 'safeguard', 'metric', 'commit']) {
    if (isSimple(fields[key])) return String(fields[key]);
  }
  return Array.isArray(item) ? `[${item.map(String).join(', ')}]` : describe(item);
}

function isSimple(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
