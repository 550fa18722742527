import { PluginError } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import { measure, valuesOf } from './reports.ts';
import { cyclonedx, grype, match, minimist, npm, osv, pip, pnpm, rated, snyk, trivy } from './scans.ts';

const suppressedBeside = { ExperimentalModifiedFindings: [{ Type: 'vulnerability', Finding: minimist }] };
const reports = {
  ...{
    trivy: trivy([minimist], suppressedBeside),
    grype: grype([match], [match]),
    osv,
    npm,
    pnpm,
    pip,
    snyk,
  },
  cyclonedx: cyclonedx([rated]),
};
const damages: unknown[] = [null, {}, [], 'x', 7, [null], { a: null }, true];

/** Lists that tools leave out or write as null where there is nothing in them: that they are gone cannot be told. */
const mayBeEmpty =
  /^(Results|matches|ignoredMatches|results|vulnerabilities|advisories|dependencies|filtered)$|\.(Vulnerabilities|packages|vulns|groups)$|^(Results|results)\.\d+$/;

test.each(Object.entries(reports))(
  'damage to any place of %s is refused, or hides nothing',
  async (_, report) => {
    const before = (await found(report)) as number;
    expect(before).toBe(1);
    for (const place of placesOf(report))
      for (const damage of damages) {
        const copy = structuredClone(report) as never;
        const parent = place.slice(0, -1).reduce<never>((here, key) => here[key], copy);
        (parent as Record<string, unknown>)[place.at(-1) as string] = damage;
        const after = await found(copy);
        const isHidden = after !== undefined && after < before;
        if (!mayBeEmpty.test(place.join('.')))
          expect([place.join('.'), damage, isHidden]).toEqual([place.join('.'), damage, false]);
      }
  },
);

/** How many vulnerabilities; undefined where the report is refused, or says that nothing was scanned. Throws what is no PluginError. */
async function found(report: object): Promise<number | undefined> {
  try {
    const { vulnerabilities, suppressed } = valuesOf(await measure([report]));
    return vulnerabilities === null ? undefined : Number(vulnerabilities) + Number(suppressed);
  } catch (error) {
    if (error instanceof PluginError && error.hint) return undefined;
    throw error;
  }
}

function placesOf(value: unknown, place: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [place];
  const inner = Object.entries(value).flatMap(([key, one]) => placesOf(one, [...place, key]));
  return place.length === 0 ? inner : [place, ...inner];
}
