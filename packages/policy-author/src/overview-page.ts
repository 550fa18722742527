import type { Catalogue, CatalogueGate, CatalogueRule } from '@gatehouse/contracts';
import { demandRows } from './demand-matrix.ts';
import { anchor, effectOf } from './gate-page.ts';
import { code, count, generated, page, table } from './markdown.ts';
import type { WorkPolicy } from './work-policy.ts';

/** policies/README.md: all gates, what tiers and profiles demand, the frameworks that are served, the data files. */
export function renderOverview(catalogue: Catalogue, { policy, files }: WorkPolicy): string {
  const rules = catalogue.gates.flatMap((gate) => gate.rules);
  return page([
    generated,
    '# Policies',
    `What a release has to prove before it is promoted: ${count(rules.length, 'rule')} in ${count(catalogue.gates.length, 'gate')}. They judge facts as data and see nothing else: no clock, no network. A rule that examined nothing has not passed.`,
    contents,
    '## Gates',
    ...catalogue.gates.flatMap(renderGate),
    '## Tiers',
    'What each risk tier demands. ● always; a word: where that holds of the release. Source: [tiers](data/tiers.yaml), [quorums](data/quorums.yaml), [thresholds](data/thresholds.yaml).',
    matrix(tiers(policy.data)),
    '## Profiles',
    'Rule packs that a release names. Everything here comes on top of the tier.',
    ...renderProfiles(policy.data),
    '## Control frameworks',
    'Which rules serve which requirement. What a section is about is said in our words: [frameworks](data/frameworks.yaml).',
    ...renderFrameworks(rules, fields(policy.data.frameworks)),
    '## Data',
    'Numbers, lists and questions that the rules compare with. Changing one is a change of the policy.',
    table(['File', 'What it says'], dataFiles(files)),
  ]);
}

const contents = ['Gates', 'Tiers', 'Profiles', 'Control frameworks', 'Data']
  .map((title) => `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`)
  .join(' · ');

function renderGate({ gate, title, description, rules }: CatalogueGate): string[] {
  const rows = rules.map((rule) => [link(rule), rule.title, effectOf(rule), rule.ground]);
  return [
    `### [${title}](gates/${gate}/README.md)`,
    description,
    table(['Rule', 'Demands', 'Otherwise it', 'Rests on'], rows),
  ];
}

function link(rule: CatalogueRule): string {
  return `[${code(rule.code)}](gates/${rule.code.split('.')[0]}/README.md#${anchor(rule)})`;
}

type Data = Readonly<Record<string, unknown>>;
type Columns = Record<string, Record<string, unknown>>;

/** Each tier with its quorum and its bounds, which stand in files of their own. */
function tiers({ tiers: all, quorums, thresholds }: Data): Columns {
  const bounds = fields(fields(thresholds).tiers);
  const names = Object.keys(fields(all));
  return Object.fromEntries(
    names.map((name) => [
      name,
      { ...fields(fields(all)[name]), quorum: fields(quorums)[name], bounds: bounds[name] },
    ]),
  );
}

function renderProfiles({ profiles }: Data): string[] {
  const all = fields(profiles) as Columns;
  const names = Object.keys(all);
  if (names.length === 0) return ['There are none.'];
  const places = names.map((name) => `[${String(all[name]?.title ?? name)}](profiles/${name}/${name}.yaml)`);
  return [`${places.join(', ')}.`, matrix(all)];
}

function matrix(columns: Columns): string {
  return table(['', ...Object.keys(columns)], demandRows(columns));
}

function renderFrameworks(rules: readonly CatalogueRule[], known: Data): string[] {
  const named = rules.flatMap((rule) => rule.references.map((reference) => ({ ...reference, rule })));
  const frameworks = [...new Set(named.map(({ framework }) => framework))].sort();
  return frameworks.flatMap((framework) => {
    const own = named.filter((one) => one.framework === framework);
    const sections = [...new Set(own.map(({ section }) => section))].sort(naturally);
    const about = fields(known[framework]);
    const rows = sections.map((section) => [
      section,
      String(fields(about.sections)[section] ?? ''),
      own
        .filter((one) => one.section === section)
        .map(({ rule }) => link(rule))
        .join(', '),
    ]);
    return [`### ${framework}`, String(about.title ?? ''), table(['Section', 'About', 'Rules'], rows)].filter(
      (block) => block !== '',
    );
  });
}

function naturally(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** Each data file with the comment that it begins with. */
function dataFiles(files: Readonly<Record<string, string>>): string[][] {
  return Object.keys(files)
    .filter((path) => /^(?:(?:data|profiles)\/.*|services)\.yaml$/.test(path))
    .map((path) => [`[${path}](${path})`, firstSentences(files[path] as string)]);
}

function firstSentences(text: string): string {
  const [comment = ''] = text.match(/^(?:#[^\n]*\n)+/) ?? [];
  const [paragraph = ''] = comment.replace(/^# ?/gm, '').split(/\n(?:\n| {2,})/);
  return paragraph.trim();
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
