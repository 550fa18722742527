import { decodeUtf8, PluginError, parseJson, readReport } from '@gatehouse/plugin-kit';
import { type Element, parseXml } from '@gatehouse/plugin-kit/xml';
import type { CoverageReport } from './coverage.ts';
import { readClover } from './formats/clover.ts';
import { readCobertura } from './formats/cobertura.ts';
import { readCoveragePy } from './formats/coverage-py.ts';
import { readGo } from './formats/go.ts';
import { readIstanbul, readIstanbulSummary } from './formats/istanbul.ts';
import { readJacoco } from './formats/jacoco.ts';
import { readLcov } from './formats/lcov.ts';
import { readOpenCover } from './formats/opencover.ts';
import { isFields } from './shape.ts';

/** In bytes: XML of this size takes about a gigabyte while it is read. */
const largest = 64 * 1024 * 1024;

/** Reads a coverage report of any format, which its content tells. Throws PluginError `unknown-format` and others. */
export function readCoverage(file: string, shown: string): CoverageReport {
  const bytes = readReport(file, shown, largest);
  const text = decodeUtf8(bytes, shown);
  if (/^\s*</.test(text)) return readXml(parseXml(bytes, shown, { doctype: 'ignored' }), shown);
  if (/^\s*\{/.test(text)) return readJson(parseJson(text, shown), shown);
  if (/^mode: (set|count|atomic)\r?\n/.test(`${text}\n`)) return readGo(text, shown);
  if (/^\s*(#.*\s+)*(TN:|SF:)/.test(text)) return readLcov(text, shown);
  throw unknown(
    shown,
    text.trim() === '' ? 'it is empty' : 'it is neither XML, JSON, LCOV nor a Go coverage profile',
  );
}

function readXml(root: Element, shown: string): CoverageReport {
  const has = (name: string) => root.children.some((child) => child.name === name);
  if (root.name === 'report' && (has('package') || has('group') || has('sessioninfo')))
    return readJacoco(root, shown);
  if (root.name === 'CoverageSession') return readOpenCover(root, shown);
  if (root.name === 'coverage' && has('project')) return readClover(root, shown);
  if (root.name === 'coverage' && has('packages')) return readCobertura(root, shown);
  throw unknown(shown, `its root is <${root.name}>, of no coverage format that is read`);
}

function readJson(report: unknown, shown: string): CoverageReport {
  if (!isFields(report)) throw unknown(shown, 'it is no JSON object');
  const values = Object.values(report);
  if (isFields(report.meta) && isFields(report.files)) return readCoveragePy(report, shown);
  if (isFields(report.total) && values.every((one) => isFields(one) && isFields(one.lines)))
    return readIstanbulSummary(report, shown);
  if (values.every((one) => isFields(one) && isFields(one.statementMap))) return readIstanbul(report, shown);
  throw unknown(shown, 'it is JSON, but neither of coverage.py nor of Istanbul');
}

function unknown(shown: string, why: string): PluginError {
  return new PluginError(
    'unknown-format',
    `${shown} is no coverage report: ${why}`,
    'Let the coverage tool write one of the formats that the README names; LCOV and Cobertura are known to most.',
  );
}
