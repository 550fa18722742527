import { capabilities, createOpa, type OpaOperation, type OpaTest, type RegoSource } from '@gatehouse/opa';
import { type Annotation, readPolicySources } from '@gatehouse/policy';
import { beforeAll, describe, expect, test } from 'vitest';
import { lintPolicy } from '../src/lint/lint-policy.ts';
import { findLostNegations } from '../src/lint/lost-negation.ts';
import { parseOperation, readModules } from '../src/lint/read-modules.ts';

// A policy of one gate with one rule, in which there is nothing to mend.
const sound: Record<string, string> = {
  'main.rego': `package main

import data.gates.demo

decision := {"gates": {"demo": demo.rules}}
`,
  'lib/finding.rego': `package lib.finding

of(subject, at, params) := {"subject": subject, "at": at, "params": params}
`,
  'gates/demo/demo.rego': `# METADATA
# title: Demo
# description: A gate to try rules on.
package gates.demo

import data.lib.finding

# METADATA
# title: Items are small
# description: Large ones do not fit.
# custom:
#   code: demo.item_large
#   severity: block
#   ground: said
#   message: "{subject} has {size}"
#   remedy: "Make {subject} smaller."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.items, release.items.size, now]
rules.item_large := {found |
	some item in input.release.items
	not is_small(item)
	found := finding.of(item.id, ["items"], {"size": item.size})
}

is_small(item) if item.size < 10
`,
  'gates/demo/demo_test.rego': `package gates.demo_test

import data.gates.demo

test_large if count(demo.rules.item_large) == 0 with input as {}
`,
  'examples/ready.json': '{}',
};

const factsSchema = {
  properties: {
    now: { type: 'string' },
    release: { properties: { items: { type: 'array', items: { properties: { id: {}, size: {} } } } } },
  },
};

const frameworks = { 'SOC 2': { pattern: 'CC[1-9]\\.\\d{1,2}', sections: { 'CC8.1': 'Changes' } } };

const gate = 'gates/demo/demo.rego';
const gateTest = 'gates/demo/demo_test.rego';

interface Sample {
  name: string;
  files: Record<string, string>;
  /** code, file, line */
  expected: [string, string, number][];
}

/** The sound policy with one text of a file replaced. */
function sample(
  name: string,
  path: string,
  [from, to]: [string, string],
  ...expected: Sample['expected']
): Sample {
  const text = sound[path] as string;
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  return { name, files: { ...sound, [path]: text.replace(from, to) }, expected };
}

function without(path: string): Record<string, string> {
  const { [path]: _, ...rest } = sound;
  return rest;
}

/** METADATA is told where its rule begins. */
function inMetadata(name: string, from: string, to: string, code: string): Sample {
  const changed = sample(name, gate, [from, to]);
  const lines = (changed.files[gate] as string).split('\n');
  const line = lines.findIndex((text) => text.startsWith('rules.item_large')) + 1;
  return { ...changed, expected: [[code, gate, line]] };
}

/** A tier that wants signatures, and one question that rests on `parts`. */
const signing = (parts: string, from = 'low') => ({
  ...sound,
  'data/tiers.yaml': `high:
  rank: 3
  practices: {always: [confirmations-signed]}
  checklists: {always: [demo]}
low: {rank: 1}
critical: {rank: 4}
`,
  'data/checklists.yaml': `demo: {items: {it: {from: ${from}, rests_on: [${parts}]}}}\n`,
});

const samples: Sample[] = [
  { name: 'text that somebody signs for', files: signing('items'), expected: [] },
  ...[signing('summary'), signing(''), signing('items', 'critical')].map((files, index) => ({
    name: `text that nobody signs for at a tier that wants it (${index})`,
    files,
    expected: [['policy.ground_unsigned', gate, 20]] as Sample['expected'],
  })),
  { name: 'a sound policy', files: sound, expected: [] },
  inMetadata('a rule without title', '# title: Items are small\n', '', 'policy.metadata'),
  inMetadata('a rule without description', '# description: Large ones do not fit.\n', '', 'policy.metadata'),
  inMetadata('a rule without message', '#   message: "{subject} has {size}"\n', '', 'policy.metadata'),
  inMetadata(
    'a rule without remedy',
    '#   remedy: "Make {subject} smaller."\n',
    '#   remedy: " "\n',
    'policy.metadata',
  ),
  sample('a gate without title', gate, ['# title: Demo\n', ''], ['policy.metadata', gate, 3]),
  inMetadata('a code of another', 'code: demo.item_large', 'code: demo.item_small', 'policy.code_differs'),
  inMetadata('a severity that nobody knows', 'severity: block', 'severity: fatal', 'policy.severity'),
  inMetadata('a rule that rests on nothing known', 'ground: said', 'ground: hearsay', 'policy.ground'),
  inMetadata('a rule that does not say on what it rests', '#   ground: said\n', '', 'policy.ground'),
  ...['measured', 'recorded', 'signed'].map((ground) =>
    inMetadata(
      `a rule about text that claims to be ${ground}`,
      'ground: said',
      `ground: ${ground}`,
      'policy.ground_overclaimed',
    ),
  ),
  inMetadata(
    'waivable, perhaps',
    'severity: block',
    'severity: block\n#   waivable: perhaps',
    'policy.waivable',
  ),
  inMetadata(
    'no references',
    '#   references:\n#     - {framework: SOC 2, section: CC8.1}\n',
    '',
    'policy.references',
  ),
  inMetadata('a reference without section', ', section: CC8.1', '', 'policy.references'),
  inMetadata(
    'a framework that nobody knows',
    'framework: SOC 2',
    'framework: SOC 9',
    'policy.framework_unknown',
  ),
  inMetadata('a section of another form', 'section: CC8.1', 'section: CC8.1.', 'policy.section_malformed'),
  {
    name: 'a profile with a module of another name, and one of a name that is taken',
    files: {
      ...sound,
      'data/checklists.yaml': 'security: {items: {}}\n',
      'profiles/loans/loans.yaml': 'modules: {lending: {items: {}}}\n',
      'profiles/cards/cards.yaml': 'modules: {security: {items: {}}}\n',
    },
    expected: [['policy.module_repeated', 'profiles/cards/cards.yaml', 1]],
  },
  {
    name: 'two profiles with one module, of which a pack brings one',
    files: {
      ...sound,
      'profiles/cards/cards.yaml': 'modules: {lending: {items: {}}}\n',
      'packs/ours/profiles/loans/loans.yaml': 'modules: {lending: {items: {}}}\n',
    },
    expected: [['policy.module_repeated', 'packs/ours/profiles/loans/loans.yaml', 1]],
  },
  {
    name: 'a pack that adds below what is ours',
    files: {
      ...sound,
      'data/plugins.yaml': 'privacy: {reads_subject: true}\n',
      'packs/ours/data/plugins.yaml': 'privacy: {by: {}}\nscan: {by: {}}\n',
    },
    expected: [['policy.pack_misplaced', 'packs/ours/data/plugins.yaml', 1]],
  },
  ...[
    'data/tiers.yml',
    'data/_tiers.yaml',
    'data/Tiers.yaml',
    'data/more/tiers.yaml',
    'profiles/finance/other.yaml',
    'services.yml',
    'packs/ours/data/Tiers.json',
  ].map((path) => ({
    name: `${path}, which nothing reads`,
    files: { ...sound, [path]: '{}' },
    expected: [['policy.data_unread', path, 1] as [string, string, number]],
  })),
  {
    name: 'a catalogue of services with a misspelt field',
    files: { ...sound, 'services.yaml': 'demo: {least_teir: high}\n' },
    expected: [['policy.service_unreadable', 'services.yaml', 1]],
  },
  { name: 'no frameworks', files: sound, expected: [['policy.framework_unknown', gate, 20]] },
  inMetadata(
    'an end before the beginning',
    'severity: block',
    'severity: block\n#   effective_on: "2027-01-02"\n#   retires_on: "2027-01-01"',
    'policy.date',
  ),
  inMetadata(
    'no facts',
    '#   depends_on: [release.items, release.items.size, now]\n',
    '',
    'policy.depends_on',
  ),
  inMetadata('facts that are not there', 'release.items,', 'release.item,', 'policy.dependency_unknown'),
  inMetadata(
    'a day that is none',
    'severity: block',
    'severity: block\n#   effective_on: "2026-02-30"',
    'policy.date',
  ),
  ...['[demo.item_large]', '[demo.other]', '[]', 'demo.item_large'].map((cause) =>
    inMetadata(
      `a cause that is no other rule: ${cause}`,
      'severity: block',
      `severity: block\n#   follows: ${cause}`,
      'policy.cause_unknown',
    ),
  ),
  inMetadata(
    'an end that is no day',
    'severity: block',
    'severity: block\n#   retires_on: soon',
    'policy.date',
  ),
  inMetadata(
    'a param that no finding gives',
    '{subject} has {size}',
    '{subject} has {weight}',
    'policy.param_unknown',
  ),
  sample(
    'a rule without METADATA',
    gate,
    ['\nis_small', '\nrules.item_odd := set() if input.item_large\n\nis_small'],
    ['policy.rule_undescribed', gate, 26],
    ['policy.rule_untested', gate, 26],
  ),
  sample(
    'a rule whose name is computed',
    gate,
    ['\nis_small', '\nrules[name] := {} if some name in input.release.items\n\nis_small'],
    ['policy.rule_key', gate, 26],
  ),
  {
    name: 'a code that two gates claim',
    files: {
      ...sound,
      'main.rego': (sound['main.rego'] as string)
        .replace('import data.gates.demo', 'import data.gates.demo\nimport data.gates.twin')
        .replace('demo.rules', 'demo.rules, "twin": twin.rules'),
      'gates/twin/twin.rego': (sound[gate] as string).replace('package gates.demo', 'package gates.twin'),
      'gates/twin/twin_test.rego': (sound[gateTest] as string).replaceAll('demo', 'twin'),
    },
    expected: [
      ['policy.code_differs', 'gates/twin/twin.rego', 20],
      ['policy.code_twice', 'gates/twin/twin.rego', 20],
    ],
  },
  sample(
    'a rule that no test names',
    gateTest,
    ['item_large', 'item_small'],
    ['policy.rule_untested', gate, 20],
  ),
  { name: 'a gate without tests', files: without(gateTest), expected: [['policy.gate_untested', gate, 1]] },
  {
    name: 'a gate of two files',
    files: {
      ...sound,
      [gate]: (sound[gate] as string).replace('\nis_small(item) if item.size < 10\n', ''),
      'gates/demo/sizes.rego': 'package gates.demo\n\nis_small(item) if item.size < 10\n',
    },
    expected: [],
  },
  sample(
    'a rule in another spelling',
    gate,
    ['rules.item_large', 'rules["item_large"]'],
    ['policy.rule_spelling', gate, 20],
  ),
  {
    name: 'a gate that disappeared',
    files: { ...sound, 'gates/lost/README.md': '' },
    expected: [['policy.gate_empty', 'gates/lost/lost.rego', 1]],
  },
  {
    name: 'no examples',
    files: without('examples/ready.json'),
    expected: [['policy.examples_missing', 'examples', 1]],
  },
  { name: 'no main.rego', files: without('main.rego'), expected: [['policy.main_missing', 'main.rego', 1]] },
  sample(
    'a package elsewhere',
    'lib/finding.rego',
    ['lib.finding', 'lib.found'],
    ['policy.package_path', 'lib/finding.rego', 1],
  ),
  sample(
    'a test elsewhere',
    gateTest,
    ['gates.demo_test', 'gates.demo'],
    ['policy.package_path', gateTest, 1],
  ),
  sample(
    'a clock',
    gate,
    ['item.size < 10', 'time.now_ns() > item.size # time.now_ns()'],
    ['policy.builtin_forbidden', gate, 26],
  ),
  sample(
    'text instead of data',
    gate,
    ['item.id,', 'sprintf("%s", [item.id]),'],
    ['policy.builtin_forbidden', gate, 23],
  ),
  sample(
    'a print',
    gate,
    ['not is_small(item)', 'not is_small(item)\n\tprint("print(")'],
    ['policy.print', gate, 23],
  ),
  sample(
    'a print in a test',
    gateTest,
    ['if count', 'if print(1)\n\ntest_b if count'],
    ['policy.print', gateTest, 5],
  ),
  sample(
    'a finding that is lost',
    gate,
    [
      'not is_small(item)',
      '"not" in {"not"} # not this\n\tnot is_small(item)\n\tnot startswith(item.id, "x")',
    ],
    ['policy.negation_lost', gate, 24],
  ),
];

const opa = createOpa();
let allowed: Awaited<ReturnType<typeof capabilities>>;
const found = new Map<string, [string, string, number][]>();

const regoOf = (files: Record<string, string>, isTest: boolean) =>
  Object.entries(files)
    .map(([path, text]) => ({ path, text }))
    .filter(({ path }) => path.endsWith('.rego') && path.endsWith('_test.rego') === isTest);

// One start of OPA for all of them.
beforeAll(async () => {
  allowed = await capabilities();
  const lax = { ...allowed, builtins: [...allowed.builtins, clock, sprintf] };
  const asked = samples.flatMap(({ files }): OpaOperation[] => {
    const sources = regoOf(files, false);
    return [parseOperation(sources, allowed), { do: 'annotations', sources, capabilities: lax }];
  });
  const answers = await opa.batch(asked);
  if (!answers.ok) throw new Error(JSON.stringify(answers.errors));
  for (const [index, { name, files }] of samples.entries()) {
    const [parsed, annotations] = answers.value.slice(2 * index) as unknown as [
      never,
      { value: Annotation[] },
    ];
    const problems = lintPolicy({
      modules: readModules(regoOf(files, false), parsed),
      tests: regoOf(files, true),
      annotations: annotations.value,
      paths: Object.keys(files),
      schemas: { facts: factsSchema, change: {} },
      data: {
        ...readPolicySources({ 'main.rego': '', ...files }).data,
        ...(name === 'no frameworks' ? {} : { frameworks }),
      },
      builtins: allowed.builtins.map((builtin) => builtin.name),
    });
    found.set(
      name,
      problems.map(({ code, file, line }) => [code, file, line]),
    );
  }
}, 60_000);

// So that OPA itself lets the samples through: it would refuse them before our rules are asked.
const clock = { name: 'time.now_ns', decl: { type: 'function', result: { type: 'number' } } };
const sprintf = {
  name: 'sprintf',
  decl: {
    type: 'function',
    args: [{ type: 'string' }, { type: 'array', dynamic: { type: 'any' } }],
    result: { type: 'string' },
  },
};

describe('rules about policies', () => {
  for (const { name, expected } of samples) {
    test(name, () => expect(found.get(name)).toEqual(expected));
  }
});

/** Bodies with a negation, over `input.items` with one item that has no fields. */
const negations: { lost: string | null; body: string }[] = [
  { lost: 'x.field', body: 'some x in input.items; not f(x.field)' },
  { lost: 'x.a', body: 'some x in input.items; not x.a in {1}' },
  { lost: 'x.k', body: 'some x in input.items; not input.map[x.k].y == "z"' },
  { lost: 'x.k', body: 'some x in input.items; not input.map[x.k]' },
  { lost: 'x.a', body: 'some x in input.items; not x.a > 1' },
  { lost: 'x.a', body: 'some x in input.items; not x.a != 1' },
  { lost: 'x.a', body: 'some x in input.items; not [x.a] == [1]' },
  { lost: 'x[0]', body: 'some x in input.items; not f(x[0])' },
  { lost: 'x.a', body: 'some x in input.items; not count(x) == count(x.a)' },
  { lost: 'input.absent', body: 'not startswith(input.absent, "x")' },
  { lost: 'x.a', body: 'true in [y | some x in input.items; not f(x.a); y := true]' },
  { lost: 'x.a', body: 'some x in input.items; y := f(x.b); not f(x.a)' },
  { lost: 'x.a', body: 'every x in input.items { not f(x.a) }' },
  { lost: null, body: 'some x in input.items; not x.field' },
  { lost: null, body: 'some x in input.items; not x.a == 1' },
  { lost: null, body: 'some x in input.items; not x.a == x.b' },
  { lost: null, body: 'some x in input.items; not f(x)' },
  { lost: null, body: 'some x in input.items; not count([1 | x.a]) == 2' },
  { lost: null, body: 'some one in wrapped; not f(one.item)' },
  { lost: null, body: 'some one in chosen; not f(one.item)' },
  { lost: null, body: 'some x in input.items; not helper(x)' },
  { lost: null, body: 'some x in input.items; x.id == "i"; not f(x.id)' },
  { lost: null, body: 'not f(data.numbers.one)' },
];

describe('a negation that is lost', () => {
  const text = `package negations

f(x) if x == "nothing is this"

helper(x) if {
	x.kind == "known"
	not f(x.a)
}

wrapped := [{"item": item} | some item in input.items]

chosen := array.flatten([[one | some one in wrapped], [{"item": 1, "more": 2}]])

${negations.map(({ body }, index) => `case_${index} if {\n\t${body}\n}\n`).join('\n')}`;
  const source: RegoSource = { path: 'negations.rego', text };
  let lost: (string | null)[];
  let tests: OpaTest[];

  beforeAll(async () => {
    const proofs = negations.map(({ lost: field }, index) => {
      const holds = `data.negations.case_${index} with input as {"items": [{"id": "i"}], "map": {}}`;
      return `test_${index} if ${field === null ? '' : 'not '}${holds}`;
    });
    const answers = await opa.batch([
      parseOperation([source], allowed),
      {
        do: 'test',
        sources: [
          source,
          { path: 'proof_test.rego', text: `package proof_test\n\n${proofs.join('\n\n')}\n` },
        ],
        data: { numbers: { one: 1 } },
      },
    ]);
    if (!answers.ok || !answers.value[1].ok) throw new Error(JSON.stringify(answers));
    const [module] = readModules([source], answers.value[0]);
    // The first is that of the helper.
    lost = findLostNegations(module as never)
      .slice(1)
      .map((one) => one.lost);
    tests = answers.value[1].value.tests;
  }, 30_000);

  test('is what OPA gives nothing for, although the field is absent', () => {
    expect(tests.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual([]);
    expect(tests).toHaveLength(negations.length);
  });

  for (const [index, { body, lost: field }] of negations.entries()) {
    test(body, () => expect(lost[index]).toEqual(field));
  }
});
