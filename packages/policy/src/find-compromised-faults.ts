import type { PolicyFault } from './policy-fault.ts';
import type { PolicySources } from './policy-sources.ts';

/** What the list of what is compromised must not have: an entry that can meet nothing would let everything pass. Pure. */
export function findCompromisedFaults({ compromised }: PolicySources['data']): PolicyFault[] {
  if (compromised === undefined) return [];
  const { entries, ...others } = compromised as Record<string, unknown>;
  if (!Array.isArray(entries) || Object.keys(others).length > 0)
    return [
      fault('entries', 'it is not one list of `entries`', 'Write `entries: []`, and into it what is known.'),
    ];
  return entries.flatMap((entry, index) => {
    const wrong = wrongIn(entry);
    return wrong === null
      ? []
      : [fault(`entries.${index}`, `entry ${index + 1} ${wrong}`, 'See the head of the file.')];
  });
}

const known = ['name', 'versions', 'digests', 'reason', 'since', 'reference'];

function wrongIn(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'is not a mapping';
  const { name, versions, digests, reason } = entry as Record<string, unknown>;
  const misspelt = Object.keys(entry).find((key) => !known.includes(key));
  if (misspelt !== undefined) return `has a field ${misspelt}, which nobody knows`;
  if (!isText(reason)) return 'has no reason';
  if (name === undefined && digests === undefined) return 'has neither a name nor digests';
  if (name !== undefined && !isText(name)) return 'has a name that is no text';
  if (versions !== undefined && (name === undefined || !isListOf(versions, isText)))
    return 'has versions that are no texts of a name (put them into quotation marks)';
  if (digests !== undefined && !isListOf(digests, isDigest)) return 'has digests that are not `sha256:…`';
  return null;
}

function fault(key: string, what: string, hint: string): PolicyFault {
  const file = 'data/compromised.yaml';
  const message = `policies/${file}: ${what}`;
  return { reason: 'compromised_unreadable', key: `compromised.${key}`, file, message, hint };
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}
