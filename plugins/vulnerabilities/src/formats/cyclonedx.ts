import { PluginError } from '@gatehouse/plugin-kit';
import { identify } from '../identify.ts';
import { packageOf } from '../package-key.ts';
import type { About, Finding, Package, Scan } from '../scan.ts';
import { rateScore, readSeverity, worstOf } from '../severity.ts';
import {
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  maybeFields,
  maybeText,
  refuse,
  textOf,
  textsOf,
} from '../shape.ts';

/** `analysis.state` of what is not, or no longer, a vulnerability here. */
const suppressed = new Set(['resolved', 'resolved_with_pedigree', 'false_positive', 'not_affected']);

/**
 * CycloneDX JSON 1.4 to 1.7 with vulnerabilities. One without any may never have been scanned: Trivy writes an empty list where
 * it did not look. Only of Grype, which writes the format after it has looked, it says that there are none.
 */
export function readCyclonedx(bom: Fields, shown: string): Scan {
  if (!['1.4', '1.5', '1.6', '1.7'].includes(String(bom.specVersion)))
    throw new PluginError(
      'unknown-version',
      `${shown}: specVersion is not one of 1.4 to 1.7`,
      'Write it as CycloneDX 1.6.',
    );
  const about = aboutOf(bom, shown);
  const listed = listOf(bom.vulnerabilities, `${shown}: vulnerabilities`);
  if (listed.length === 0 && about.tool !== 'grype')
    throw new PluginError(
      'not-a-scan',
      `${shown} is a bill of materials without vulnerabilities: whether anything looked for them cannot be told`,
      "Give the scanner's own JSON, or the CycloneDX of Grype.",
    );
  const components = new Map<string, Package>();
  const packages = new Set<string>();
  addComponents(bom.components, components, packages, `${shown}: components`);
  return {
    about,
    findings: listed.flatMap((one, index) =>
      findingsOf(one, components, `${shown}: vulnerabilities[${index}]`),
    ),
    packages,
    emptyBecause: 'it has no component',
  };
}

function addComponents(
  value: unknown,
  found: Map<string, Package>,
  packages: Set<string>,
  place: string,
): void {
  for (const one of listOf(value, place)) {
    const purl = maybeText(one.purl);
    const group = maybeText(one.group);
    const name = textOf(one.name, `${place}: name`);
    const full = group === undefined ? name : `${group}/${name}`;
    const component = packageOf({ purl, name: full, version: maybeText(one.version) });
    for (const ref of [maybeText(one['bom-ref']), purl]) if (ref !== undefined) found.set(ref, component);
    if (one.type !== 'file' && one.type !== 'operating-system') packages.add(component.key);
    addComponents(one.components, found, packages, place);
  }
}

function findingsOf(one: Fields, components: Map<string, Package>, place: string): Finding[] {
  const id = textOf(one.id, `${place}: id`);
  const affects = listOf(one.affects, `${place}: affects`);
  if (affects.length === 0) refuse(`${place}: affects`, 'a list of components');
  const references = listOf(one.references, `${place}: references`).flatMap(
    (other) => maybeText(other.id) ?? [],
  );
  const analysis = maybeFields(one.analysis, `${place}: analysis`);
  const state = maybeText(analysis.state);
  const mends =
    textsOf(analysis.response).includes('update') || /\bupgrade\b/i.test(maybeText(one.recommendation) ?? '');
  return affects.map((affected) => {
    const ref = textOf(affected.ref, `${place}: ref`);
    const fixed = listOf(affected.versions, `${place}: versions`)
      .filter(({ status }) => status === 'unaffected')
      .flatMap(({ version, range }) => maybeText(version) ?? maybeText(range) ?? []);
    return {
      package: componentOf(ref, components),
      ...identify(id, references),
      severity: worstOf(listOf(one.ratings, `${place}: ratings`).map(rate)),
      fixed,
      isFixable: mends || fixed.length > 0,
      path: undefined,
      ...(state !== undefined && suppressed.has(state) && { suppressed: reasonOf(state, analysis) }),
    };
  });
}

// A link from another document is urn:cdx:<serial>/<version>#<ref>; what it refers to may be a package URL.
function componentOf(ref: string, components: Map<string, Package>): Package {
  const own = ref.startsWith('urn:cdx:') ? decode(ref.slice(ref.indexOf('#') + 1)) : ref;
  return components.get(own) ?? packageOf({ purl: own, name: own });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function rate(rating: Fields): ReturnType<typeof readSeverity> {
  const said = readSeverity(rating.severity);
  return said === 'unknown' ? rateScore(rating.score) : said;
}

function reasonOf(state: string, analysis: Fields): string {
  return [state, maybeText(analysis.justification), maybeText(analysis.detail)].filter(Boolean).join(', ');
}

// Up to 1.4 a list, since 1.5 also an object of components.
function aboutOf(bom: Fields, shown: string): About {
  const metadata = maybeFields(bom.metadata, `${shown}: metadata`);
  const tools = isFields(metadata.tools) ? metadata.tools.components : metadata.tools;
  const [tool] = listOf(tools, `${shown}: metadata.tools`);
  const subject = isFields(metadata.component) ? fieldsOf(metadata.component, shown) : {};
  const purl = maybeText(subject.purl) ?? '';
  return {
    tool: (maybeText(tool?.name) ?? 'unknown').toLowerCase(),
    version: maybeText(tool?.version),
    scanned_at: maybeText(metadata.timestamp),
    target: maybeText(subject.name),
    digests: [
      maybeText(subject.version) ?? '',
      decode(/@(sha256(?:%3A|:)[0-9a-f]{64})/i.exec(purl)?.[1] ?? ''),
    ],
  };
}
