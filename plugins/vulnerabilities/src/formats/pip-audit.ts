import { packageOf } from '../package-key.ts';
import type { Scan } from '../scan.ts';
import { listOf, textOf, textsOf } from '../shape.ts';

/** pip-audit JSON: an object with `dependencies`, before 2.1 that list alone. It names no severity. */
export function readPipAudit(dependencies: unknown, shown: string): Scan {
  const scan: Scan = {
    about: { tool: 'pip-audit' },
    findings: [],
    packages: new Set(),
    skipped: 0,
    emptyBecause: 'pip-audit names no package that it did not skip',
  };
  for (const one of listOf(dependencies, `${shown}: dependencies`)) {
    const name = textOf(one.name, `${shown}: name of a dependency`);
    if (one.skip_reason !== undefined) {
      scan.skipped = (scan.skipped ?? 0) + 1;
      continue;
    }
    const version = textOf(one.version, `${shown}, ${name}: version`);
    const found = packageOf({ ecosystem: 'pypi', name, version });
    scan.packages.add(found.key);
    for (const vulnerability of listOf(one.vulns, `${shown}, ${name}: vulns`)) {
      const fixed = textsOf(vulnerability.fix_versions);
      // Its aliases are those of OSV and PyPI: one vulnerability.
      const ids = [textOf(vulnerability.id, `${shown}, ${name}: id`), ...textsOf(vulnerability.aliases)];
      scan.findings.push({
        ...{ package: found, ids, cves: ids.filter((id) => id.startsWith('CVE-')) },
        ...{ severity: 'unknown', fixed, isFixable: fixed.length > 0, path: undefined },
      });
    }
  }
  return scan;
}
