import { gunzipSync } from 'node:zlib';
import { decodeUtf8, PluginError, parseJson, readReport } from '@gatehouse/plugin-kit';
import { countOf, fieldsOf, listOf, maybeText, textOf } from './shape.ts';

/** In bytes: both catalogues have less than a tenth of it. */
const largest = 256 * 1024 * 1024;

export interface KnownExploited {
  cves: Set<string>;
  version: string;
  released: string | undefined;
}

/** CISA's catalogue of Known Exploited Vulnerabilities (its JSON). Throws PluginError `unknown-shape`, `snapshot-empty`. */
export function readKnownExploited(file: string, shown: string): KnownExploited {
  const catalogue = fieldsOf(parseJson(decodeUtf8(readReport(file, shown, largest), shown), shown), shown);
  const version = textOf(catalogue.catalogVersion, `${shown}: catalogVersion`);
  const listed = listOf(catalogue.vulnerabilities, `${shown}: vulnerabilities`);
  const cves = new Set(listed.map(({ cveID }) => textOf(cveID, `${shown}: cveID`).toUpperCase()));
  if (cves.size === 0) throw empty(shown);
  const said = countOf(catalogue.count, `${shown}: count`);
  if (said !== listed.length)
    throw new PluginError(
      'contradiction',
      `${shown} says that it has ${said} entries, and has ${listed.length}`,
      'It may be cut or changed: fetch the catalogue again.',
    );
  return { cves, version, released: maybeText(catalogue.dateReleased) };
}

export interface Epss {
  /** By CVE, the probability of exploitation within 30 days, 0 to 1. */
  scores: Map<string, number>;
  model: string | undefined;
  date: string | undefined;
}

/** FIRST's EPSS scores of one day, of the CVEs that are `wanted`. Throws PluginError `not-epss`, `snapshot-empty`. */
export function readEpss(file: string, shown: string, wanted: ReadonlySet<string>): Epss {
  const lines = decodeUtf8(inflate(readReport(file, shown, largest), shown), shown).split(/\r?\n/);
  const [comment = '', ...rest] = lines[0]?.startsWith('#') ? lines : ['', ...lines];
  const [header, ...rows] = rest;
  if (header?.trim() !== 'cve,epss,percentile')
    throw notEpss(`${shown} has no columns cve, epss, percentile`);
  const scores = new Map<string, number>();
  let all = 0;
  for (const [index, row] of rows.entries()) {
    if (row === '' && index === rows.length - 1) continue;
    const [cve = '', score = '', percentile] = row.split(',');
    if (!cve.startsWith('CVE-') || !/^\d(\.\d+)?(e-\d+)?$/i.test(score) || Number(score) > 1 || !percentile)
      throw notEpss(`${shown}: row ${index + 1} is no CVE with a score of 0 to 1`);
    all += 1;
    if (wanted.has(cve)) scores.set(cve, Number(score));
  }
  if (all === 0) throw empty(shown);
  const said = (key: string) => new RegExp(`${key}:([^,]+)`).exec(comment)?.[1]?.trim();
  return { scores, model: said('model_version'), date: said('score_date') };
}

function inflate(bytes: Uint8Array, shown: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch {
    throw notEpss(`${shown} cannot be unpacked`);
  }
}

function notEpss(why: string): PluginError {
  return new PluginError(
    'not-epss',
    why,
    'Fetch the scores again: epss_scores-<date>.csv.gz, as FIRST publishes it.',
  );
}

function empty(shown: string): PluginError {
  return new PluginError('snapshot-empty', `${shown} has no entry`, 'Fetch it again.');
}
