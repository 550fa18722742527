import { clip } from '@gatehouse/plugin-kit';
import type { Scan } from './scan.ts';
import { severities } from './severity.ts';

/** What a report says of its tool, its time and its subject; nothing where it says nothing. */
export function aboutReport(report: string, { about }: Scan): Record<string, unknown> {
  const { tool, version, scanned_at, database_built, target } = about;
  const digests = digestsOf(about.digests);
  const said = { tool, version, scanned_at, database_built, target };
  return {
    report,
    ...Object.fromEntries(
      Object.entries(said).flatMap(([key, text]) => (text === undefined ? [] : [[key, clip(text)]])),
    ),
    ...(digests.length > 0 && { digests }),
  };
}

/** How many entries of each severity a report lists, as its tool counts them: one vulnerability may stand at several paths. */
export function countEntries({ findings }: Scan): Record<string, number> {
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  const counts = severities.map(
    (one) => [one, open.filter(({ severity }) => severity === one).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** For policies. */
export function labelsOf(report: string, { about }: Scan): Record<string, string> {
  return {
    report,
    tool: clip(about.tool),
    ...(about.version !== undefined && { version: clip(about.version) }),
  };
}

/** Of the image that was scanned: of its manifest and of its configuration. */
export function digestsOf(said: readonly string[] = []): string[] {
  return [...new Set(said.flatMap((text) => /sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? []))];
}
