import { PluginError, parseLargeJson, readReport } from '@gatehouse/plugin-kit';
import { readCyclonedx } from './formats/cyclonedx.ts';
import { readGrype } from './formats/grype.ts';
import { readNpmAudit, readPnpmAudit } from './formats/npm-audit.ts';
import { readOsvScanner } from './formats/osv-scanner.ts';
import { readPipAudit } from './formats/pip-audit.ts';
import { readSnyk } from './formats/snyk.ts';
import { readTrivy } from './formats/trivy.ts';
import type { Scan } from './scan.ts';
import { type Fields, isFields } from './shape.ts';

/** In bytes: 50,000 findings of Trivy, with all of their text and indented, are about 200 MB. */
const largest = 256 * 1024 * 1024;

/** Members of findings that no reader here asks for, and that are most of a report. */
const texts = new Set([
  ...['Description', 'Title', 'References', 'CVSS', 'VendorSeverity', 'CweIDs', 'Layer', 'DataSource'],
  ...['description', 'details', 'summary', 'matchDetails', 'semver', 'credits'],
]);

/** Reads the report of a scanner, of any format, which its content tells; of several projects there are several scans. */
export function readScans(file: string, shown: string): Scan[] {
  const report = parseLargeJson(readReport(file, shown, largest), shown, texts);
  if (Array.isArray(report) && report.length > 0 && report.every(isSnyk))
    return report.map((one, index) => readSnyk(one, `${shown}[${index}]`));
  // pip-audit before 2.1.
  if (Array.isArray(report) && report.length > 0 && report.every(isPipAudited))
    return [readPipAudit(report, shown)];
  if (!isFields(report)) throw unknown(shown);
  refuseError(report, shown);
  const [format] = formats.filter(({ is }) => is(report));
  if (format === undefined) throw unknown(shown);
  return [format.read(report, shown)];
}

const formats: { is(report: Fields): boolean; read(report: Fields, shown: string): Scan }[] = [
  { is: (one) => 'SchemaVersion' in one && ('ArtifactName' in one || 'Results' in one), read: readTrivy },
  { is: ({ bomFormat }) => bomFormat === 'CycloneDX', read: readCyclonedx },
  {
    is: (one) => 'matches' in one && isFields(one.descriptor) && one.descriptor.name === 'grype',
    read: readGrype,
  },
  { is: ({ auditReportVersion }) => auditReportVersion === 2, read: readNpmAudit },
  { is: (one) => isFields(one.advisories) && isFields(one.metadata), read: readPnpmAudit },
  {
    is: ({ dependencies }) => Array.isArray(dependencies) && dependencies.every(isPipAudited),
    read: ({ dependencies }, shown) => readPipAudit(dependencies, shown),
  },
  { is: isSnyk, read: readSnyk },
  { is: isOsv, read: readOsvScanner },
];

function isSnyk(one: unknown): one is Fields {
  return isFields(one) && Array.isArray(one.vulnerabilities) && 'dependencyCount' in one;
}

function isPipAudited(one: unknown): boolean {
  return isFields(one) && 'name' in one && ('vulns' in one || 'skip_reason' in one);
}

// Other tools have a list of that name too, and errors beside it.
function isOsv({ results, ...rest }: Fields): boolean {
  const isOne = (one: unknown) => isFields(one) && isFields(one.source) && 'packages' in one;
  return Array.isArray(results) && results.every(isOne) && !('errors' in rest) && !('metrics' in rest);
}

/** A scanner that fails may write the error where the report belongs. What it says is not repeated: it may hold addresses. */
function refuseError(report: Fields, shown: string): void {
  const { error, statusCode } = report;
  if (!isFields(error) && typeof error !== 'string') return;
  const said = isFields(error) ? error.code : statusCode;
  const code = typeof said === 'string' || typeof said === 'number' ? `, ${String(said).slice(0, 60)}` : '';
  throw new PluginError(
    'scan-failed',
    `${shown} is the error of a scanner that failed${code}, and no report`,
    'Run the scanner again, and look at its exit code before its file is used.',
  );
}

function unknown(shown: string): PluginError {
  return new PluginError(
    'unknown-format',
    `${shown} is no report of a scanner that is read here`,
    'The README names the formats and versions; most scanners can write CycloneDX with vulnerabilities.',
  );
}
