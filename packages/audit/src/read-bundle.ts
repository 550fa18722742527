import { readFile, stat } from 'node:fs/promises';
import { GatehouseError, parseJsonStrictly } from '@gatehouse/contracts';
import type { Past } from '@gatehouse/facts';
import { isObjectId } from '@gatehouse/git';
import type { Bundle } from './bundle.ts';

/** A bundle may be this large at the most: no longer text can be read. */
const limit = 510 * 1024 * 1024;

/** Reads a bundle, of this engine or of an earlier one. Throws `input.*`. `shown`: its path as the user wrote it. */
export async function readBundle(path: string, shown: string): Promise<Bundle> {
  const about = await stat(path).catch(() => null);
  if (!about?.isFile()) throw badBundle('input.missing', `there is no file ${shown}`, 'Check the path.');
  if (about.size > limit)
    throw badBundle('input.too_large', `${shown} is larger than any bundle`, 'Check the file.');
  const hint = 'A bundle is made by pnpm gate bundle <release>.';
  let value: unknown;
  try {
    value = parseJsonStrictly(await readFile(path));
  } catch (error) {
    throw badBundle('input.json', `${shown} is not JSON: ${(error as Error).message}`, hint);
  }
  const bundle = isObject(value) ? asBundle(value) : null;
  if (bundle !== null) return bundle;
  throw badBundle('input.json', `${shown} is no bundle`, hint);
}

const fields = ['commit', 'decisions', 'past', 'record', 'schema'];
const formerFields = ['commit', 'decisions', 'ledger', 'record', 'schema'];

// Its objects are checked one by one when they are read.
function asBundle(value: Record<string, unknown>): Bundle | null {
  const former = value.schema === 'gatehouse/bundle@1';
  const isOfToday = value.schema === 'gatehouse/bundle@3';
  const { schema, commit, decisions, record } = value;
  const isBundle =
    Object.keys(value).sort().join() === (former ? formerFields : fields).join() &&
    (former || isOfToday || schema === 'gatehouse/bundle@2') &&
    typeof commit === 'string' &&
    isObjectId(commit) &&
    isObject(decisions) &&
    Object.entries(decisions).every(([release, digest]) => release.isWellFormed() && isDigest(digest)) &&
    isObject(record);
  const past = former ? pastOf(value.ledger) : value.past;
  if (!isBundle || !isPast(past)) return null;
  const own = value as unknown as Bundle;
  return { ...own, schema: 'gatehouse/bundle@3', decisions: isOfToday ? own.decisions : null, past };
}

// Earlier engines counted as authors who was only named, knew no step that broke glass, and no latest date.
function pastOf(ledger: unknown): unknown {
  if (!isObject(ledger) || !Array.isArray(ledger.broken)) return null;
  const broken = ledger.broken.map((one) => ({ step: null, on_behalf_of: null, named: [], ...one }));
  return { ledger: { ...ledger, broken }, latest: 0 };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}

// The word of whoever made the bundle, as `describe` says; but it must be words.
function isPast(value: unknown): value is Past {
  return isObject(value) && Number.isSafeInteger(value.latest) && isLedger(value.ledger);
}

function isLedger(value: unknown): boolean {
  const { broken, ratified, withdrawals } = (value ?? {}) as Record<string, unknown>;
  return (
    isListOf(broken, { release: 'string', principal: 'string', until: 'string' }) &&
    (broken as Record<string, unknown>[]).every((one) => isTexts(one.authors) && isTexts(one.named)) &&
    isListOf(ratified, { release: 'string', principal: 'string' }) &&
    isListOf(withdrawals, { id: 'string', signoff: 'object', principal: 'string' })
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isListOf(value: unknown, fields: Record<string, string>): boolean {
  const fits = (entry: unknown) =>
    typeof entry === 'object' &&
    entry !== null &&
    Object.entries(fields).every(
      ([field, type]) => typeof (entry as Record<string, unknown>)[field] === type,
    );
  return Array.isArray(value) && value.every(fits);
}

function badBundle(
  code: 'input.missing' | 'input.json' | 'input.too_large',
  message: string,
  hint: string,
): GatehouseError {
  return new GatehouseError(code, message, { hint });
}
