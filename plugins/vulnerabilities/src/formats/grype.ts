import { identify } from '../identify.ts';
import { packageOf } from '../package-key.ts';
import type { About, Finding, Scan } from '../scan.ts';
import { readSeverity } from '../severity.ts';
import {
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  maybeFields,
  maybeText,
  textOf,
  textsOf,
} from '../shape.ts';

/** Grype JSON. It names packages with a match alone, so that one without any says nothing. */
export function readGrype(report: Fields, shown: string): Scan {
  const open = listOf(report.matches, `${shown}: matches`).map((match, index) =>
    findingOf(match, `${shown}: matches[${index}]`),
  );
  const ignored = listOf(report.ignoredMatches, `${shown}: ignoredMatches`).map((match, index) => {
    const place = `${shown}: ignoredMatches[${index}]`;
    return { ...findingOf(match, place), suppressed: reasonOf(match, place) };
  });
  return {
    about: aboutOf(report, shown),
    findings: [...open, ...ignored],
    packages: new Set(),
    emptyBecause:
      'Grype names packages with a match alone, and there is none; -o cyclonedx-json names all of them',
  };
}

function findingOf(match: Fields, place: string): Finding {
  const vulnerability = fieldsOf(match.vulnerability, `${place}.vulnerability`);
  const artifact = fieldsOf(match.artifact, `${place}.artifact`);
  const fix = maybeFields(vulnerability.fix, `${place}.vulnerability.fix`);
  const [location] = listOf(artifact.locations, `${place}.artifact.locations`);
  const related = listOf(match.relatedVulnerabilities, `${place}.relatedVulnerabilities`);
  return {
    package: packageOf({
      purl: maybeText(artifact.purl),
      ecosystem: maybeText(artifact.type),
      name: textOf(artifact.name, `${place}.artifact.name`),
      version: maybeText(artifact.version),
    }),
    ...identify(
      textOf(vulnerability.id, `${place}.vulnerability.id`),
      related.flatMap(({ id }) => maybeText(id) ?? []),
    ),
    severity: readSeverity(vulnerability.severity),
    fixed: textsOf(fix.versions),
    isFixable: fix.state === 'fixed' || textsOf(fix.versions).length > 0,
    path: maybeText(location?.path),
  };
}

function reasonOf(match: Fields, place: string): string {
  const rules = listOf(match.appliedIgnoreRules, `${place}.appliedIgnoreRules`);
  const said = rules.flatMap((rule) =>
    ['vulnerability', 'reason', 'vex-status', 'vex-justification', 'fix-state', 'namespace'].flatMap(
      (key) => {
        const value = maybeText(rule[key]);
        return value === undefined ? [] : [`${key} ${value}`];
      },
    ),
  );
  return said.join(', ') || 'without a reason';
}

function aboutOf(report: Fields, shown: string): About {
  const descriptor = fieldsOf(report.descriptor, `${shown}: descriptor`);
  const db = isFields(descriptor.db) ? descriptor.db : {};
  const source = maybeFields(report.source, `${shown}: source`);
  const target = isFields(source.target) ? source.target : {};
  return {
    tool: 'grype',
    version: maybeText(descriptor.version),
    scanned_at: maybeText(descriptor.timestamp),
    // Since 0.88 the database tells about itself one level deeper.
    database_built: maybeText(isFields(db.status) ? db.status.built : db.built),
    target: maybeText(source.target) ?? maybeText(target.userInput),
    digests: [
      ...textsOf(target.repoDigests),
      maybeText(target.manifestDigest) ?? '',
      maybeText(target.imageID) ?? '',
    ],
  };
}
