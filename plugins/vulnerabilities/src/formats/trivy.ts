import { PluginError } from '@gatehouse/plugin-kit';
import { identify } from '../identify.ts';
import { packageOf } from '../package-key.ts';
import type { Finding, Scan } from '../scan.ts';
import { readSeverity } from '../severity.ts';
import { type Fields, fieldsOf, listOf, maybeFields, maybeText, textOf, textsOf } from '../shape.ts';

/** Trivy JSON, SchemaVersion 2: results of classes with packages. What was suppressed stands beside, as modified findings. */
export function readTrivy(report: Fields, shown: string): Scan {
  if (report.SchemaVersion !== 2)
    throw new PluginError(
      'unknown-version',
      `${shown}: SchemaVersion is not 2`,
      'Write the report with a version of Trivy since 0.20.',
    );
  const metadata = maybeFields(report.Metadata, `${shown}: Metadata`);
  const scan: Scan = {
    about: {
      tool: 'trivy',
      version: maybeText(maybeFields(report.Trivy, `${shown}: Trivy`).Version),
      scanned_at: maybeText(report.CreatedAt),
      target: maybeText(report.ArtifactName),
      digests: [...textsOf(metadata.RepoDigests), maybeText(metadata.ImageID) ?? ''],
    },
    findings: [],
    packages: new Set(),
    isEndOfLife: maybeFields(metadata.OS, `${shown}: Metadata.OS`).EOSL === true,
    emptyBecause: 'Trivy names neither a package nor a vulnerability; it lists packages by --list-all-pkgs',
  };
  for (const [index, result] of listOf(report.Results, `${shown}: Results`).entries())
    readResult(result, scan, `${shown}: Results[${index}]`);
  return scan;
}

function readResult(result: Fields, { findings, packages }: Scan, place: string): void {
  const ecosystem = maybeText(result.Type);
  const target = maybeText(result.Target);
  for (const one of listOf(result.Packages, `${place}.Packages`)) {
    const purl = maybeText(maybeFields(one.Identifier, `${place}.Packages`).PURL);
    const name = textOf(one.Name, `${place}.Packages: Name`);
    packages.add(packageOf({ purl, ecosystem, name, version: maybeText(one.Version) }).key);
  }
  for (const one of listOf(result.Vulnerabilities, `${place}.Vulnerabilities`))
    findings.push(findingOf(one, ecosystem, target, `${place}.Vulnerabilities`));
  for (const one of listOf(result.ExperimentalModifiedFindings, `${place}.ExperimentalModifiedFindings`)) {
    if (one.Type !== 'vulnerability') continue;
    const finding = fieldsOf(one.Finding, `${place}.ExperimentalModifiedFindings: Finding`);
    const why = [one.Status, one.Statement, one.Source].flatMap((part) => maybeText(part) ?? []).join(', ');
    findings.push({ ...findingOf(finding, ecosystem, target, place), suppressed: why || 'without a reason' });
  }
}

function findingOf(
  one: Fields,
  ecosystem: string | undefined,
  target: string | undefined,
  place: string,
): Finding {
  const name = textOf(one.PkgName, `${place}: PkgName`);
  const version = maybeText(one.InstalledVersion);
  const purl = maybeText(maybeFields(one.PkgIdentifier, `${place}: PkgIdentifier`).PURL);
  const fixed = maybeText(one.FixedVersion);
  // Ids of vendors, such as RHSA, stand for several vulnerabilities: only GitHub's are one.
  const others = textsOf(one.VendorIDs).filter((id) => id.startsWith('GHSA-'));
  return {
    package: packageOf({ purl, ecosystem, name, version }),
    ...identify(textOf(one.VulnerabilityID, `${place}: VulnerabilityID`), others),
    severity: readSeverity(one.Severity),
    fixed: fixed === undefined ? [] : [fixed],
    isFixable: fixed !== undefined || one.Status === 'fixed',
    path: maybeText(one.PkgPath) ?? target,
  };
}
