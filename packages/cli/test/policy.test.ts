import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '@gatehouse/contracts';
import { decide, openCompiler, openEvaluator, preparePolicy } from '@gatehouse/policy';
import { readWorkPolicy } from '@gatehouse/policy-author';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  policyCheck,
  policyCoverage,
  policyDocs,
  policyFmt,
  policyNew,
  policyTest,
} from '../src/commands/policy.ts';
import type { Host } from '../src/host.ts';
import { createHost, createTeam, type Team } from './team.ts';

// A whole policy of one gate with one rule: small, so that OPA has little to do.
const policies: Record<string, string> = {
  'main.rego': `# METADATA
# title: Main
# entrypoint: true
package main

decision := {
	"schema": "gatehouse/policy-result@1",
	"recognised": true,
	"gates": gates,
	"quorum": [],
	"break_glass": {"need": 2, "have": []},
}
`,
  'main_test.rego': `package main_test

import data.lib.testing
import data.main

test_every_gate_answers if {
	decision := main.decision with input as testing.ready
	decision.gates.demo
}
`,
  'lib/finding.rego': `package lib.finding

on(item, at, params) := {"subject": object.get(item, "id", "release"), "at": at, "params": params}
`,
  'lib/release.rego': `package lib.release

listed(parent, name) := parent[name] if is_array(parent[name])

else := []

says(text) if is_string(text)
`,
  'lib/result.rego': `package lib.result

each(items, findings) := {"applies": true, "examined": count(items), "findings": sort(findings)}
`,
  'lib/testing_test.rego': `package lib.testing

ready := data.examples.ready

is_content(result) if result.findings == []
`,
  'gates/demo/demo.rego': `# METADATA
# title: Demo
# description: A gate to try things on.
package gates.demo

import data.lib.finding
import data.lib.release
import data.lib.result

artifacts := release.listed(input.release, "artifacts")

# METADATA
# title: Every artifact has a path
# description: Nobody can look at what is nowhere.
# custom:
#   code: demo.path_missing
#   severity: block
#   ground: said
#   message: "{subject} has no path"
#   remedy: "Write the path of {subject}."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.artifacts]
rules.path_missing := result.each(artifacts, {found |
	some i, artifact in artifacts
	not has_path(artifact)
	found := finding.on(artifact, ["artifacts", i], {})
})

has_path(artifact) if release.says(artifact.path)
`,
  'gates/demo/demo_test.rego': `package gates.demo_test

import data.gates.demo
import data.lib.testing

test_the_sample_passes if {
	demo.rules.path_missing.findings == [] with input as testing.ready
}

test_a_path_is_missing if {
	count(demo.rules.path_missing.findings) == 1 with input as {"release": {"artifacts": [{"id": "model"}]}}
	demo.rules.path_missing.examined == 0 with input as {"release": {}}
}
`,
  'examples/ready.json': JSON.stringify({
    schema: 'gatehouse/facts@1',
    now: '2026-11-23T10:00:00Z',
    release: { name: 'demo', version: '1.0.0', artifacts: [{ id: 'model', path: 'model.onnx' }] },
  }),
  'data/tiers.yaml':
    '# What tiers demand.\nlow: { rank: 1, documents: { always: [runbook], models: [card] }, at_most: { days: 9 } }\n',
  'data/quorums.yaml': '# Who signs.\nlow: { engineer: 1 }\n',
  'data/frameworks.yaml':
    "# Who asks.\nSOC 2: { title: Criteria, pattern: 'CC[1-9]\\.\\d', sections: { CC8.1: Changes } }\n",
  'data/thresholds.yaml': '# Bounds.\ntiers: { low: [{ plugin: p, metric: auc, min: 0.6 }] }\n',
};

interface Author {
  team: Team;
  host: Host;
  run(command: (host: Host) => Promise<number>): Promise<{ code: number; out: string }>;
}

function createAuthor(): Author {
  const team = createTeam();
  rmSync(join(team.root, 'policies'), { recursive: true });
  for (const [path, text] of Object.entries(policies)) team.write(`policies/${path}`, text);
  const outcome = { out: '', err: '' };
  const host = createHost(team.root, team.env, () => new Date('2026-11-24T09:00:00Z'), outcome);
  return {
    team,
    host,
    async run(command) {
      outcome.out = '';
      const code = await command(host);
      return { code, out: outcome.out };
    },
  };
}

const gate = 'policies/gates/demo/demo.rego';
const gateTest = 'policies/gates/demo/demo_test.rego';

/** Places and codes of the problems, as they are printed. */
const places = (out: string) =>
  [...out.matchAll(/^✗ (policies\/\S+) {2}(policy\.\w+)$/gm)].map(([, at, code]) => [at, code]);

describe('check', () => {
  test('a sound policy', async () => {
    const { run } = createAuthor();
    expect(await run((host) => policyCheck(host, {}))).toEqual({
      code: 0,
      out: '✓ 1 rules of 1 gates, 8 Rego files: sound\n',
    });
  });

  test('facts that the schema does not know, and what OPA calls unsafe or unused', async () => {
    const { team, run } = createAuthor();
    team.edit(
      gate,
      (text) => `${text}\nodd if input.release.artefacts\n\nfar if input.release.artifacts[_].pth\n`,
    );
    team.edit('policies/lib/result.rego', (text) =>
      `import data.lib.release\n${text}`.replace(/^(.*)\n(.*)\n/, '$2\n$1\n'),
    );
    const { code, out } = await run((host) => policyCheck(host, {}));
    expect(code).toBe(1);
    expect(places(out)).toEqual(
      expect.arrayContaining([
        [`${gate}:32:8`, 'policy.rego_type_error'],
        [`${gate}:34:8`, 'policy.rego_type_error'],
      ]),
    );
  });

  test('what does not parse is told once, with its place, tests too', async () => {
    const { team, run } = createAuthor();
    team.edit(gateTest, (text) => `${text}\ntest_odd if {\n`);
    const { code, out } = await run((host) => policyCheck(host, {}));
    expect({ code, places: places(out) }).toEqual({
      code: 1,
      places: [[`${gateTest}:16:1`, 'policy.rego_parse_error']],
    });
  });

  test('our own rules, and what is not formatted', async () => {
    const { team, run } = createAuthor();
    team.edit(gate, (text) => text.replace('not has_path(artifact)', 'not   release.says(artifact.path)'));
    const { code, out } = await run((host) => policyCheck(host, {}));
    expect({ code, places: places(out) }).toEqual({
      code: 1,
      places: [
        [`${gate}:26:2`, 'policy.negation_lost'],
        [`${gate}:1:1`, 'policy.format'],
      ],
    });
  });

  test('a builtin that is not allowed is told once, with what to do instead', async () => {
    const { team, run } = createAuthor();
    team.edit(gate, (text) => text.replace('release.says(artifact.path)', 'time.now_ns() > 1'));
    const { code, out } = await run((host) => policyCheck(host, {}));
    expect({ code, places: places(out) }).toEqual({
      code: 1,
      places: [[`${gate}:30:23`, 'policy.builtin_forbidden']],
    });
  });

  test('no policies at all', async () => {
    const { team, host } = createAuthor();
    rmSync(join(team.root, 'policies'), { recursive: true });
    await expect(policyCheck(host, {})).rejects.toMatchObject({ code: 'policy.missing' });
  });
});

describe('test', () => {
  test('tests pass, and OPA and the compiled policy agree on the example and on each part taken out of it', async () => {
    const { run } = createAuthor();
    const { code, out } = await run((host) => policyTest(host, {}));
    expect(code).toBe(0);
    expect(out).toContain('✓ 3 of 3 tests in 2 files passed');
    expect(out).toContain('✓ 7 of 7 facts judged alike');
  });

  test('a test that fails, and one that is skipped, with their places', async () => {
    const { team, run } = createAuthor();
    team.edit(
      gateTest,
      (text) => `${text}\ntest_bad if {\n\tprint("here")\n\tfalse\n}\n\ntodo_test_later if true\n`,
    );
    const { code, out } = await run((host) => policyTest(host, { filter: 'demo_test' }));
    expect(code).toBe(1);
    expect(out).toContain(`✗ ${gateTest}:15  test_bad failed\n  here\n`);
    expect(out).toContain(`✗ ${gateTest}:20  todo_test_later was skipped`);
    expect(out).toContain('✗ 2 of 4 tests');
  });

  test('engines that disagree', async () => {
    const { team, run } = createAuthor();
    // OPA escapes `<` in JSON as Go does; its wasm does not.
    team.edit('policies/main.rego', (text) => text.replace('"quorum": []', '"quorum": [json.marshal("<")]'));
    const { code, out } = await run((host) => policyTest(host, {}));
    expect(code).toBe(1);
    expect(out).toContain('✗ OPA and the compiled policy differ on ready without release.artifacts\n');
    expect(out).toContain('✗ 0 of 7 facts judged alike');
  });

  test('a filter that matches nothing has tested nothing', async () => {
    const { run, host } = createAuthor();
    expect(await run((one) => policyTest(one, { filter: 'nothing' }))).toEqual({
      code: 1,
      out: '✗ no test was run\n',
    });
    await expect(policyTest(host, { filter: '(' })).rejects.toMatchObject({ code: 'usage.value' });
  });
});

describe('coverage', () => {
  test('every line of the rules, or those that are not reached', async () => {
    const { team, run } = createAuthor();
    const whole = await run((host) => policyCoverage(host, {}));
    expect(whole).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ tests reach (\d+) of \1 lines .*100 %/),
    });
    team.edit(gate, (text) => `${text}\nunreached if {\n\tinput.now == "never"\n}\n`);
    const open = await run((host) => policyCoverage(host, {}));
    expect(open.code).toBe(1);
    expect(open.out).toContain(`✗ ${gate}:33  input.now == "never"\n`);
  });
});

describe('fmt and docs', () => {
  test('Rego is written as OPA writes it', async () => {
    const { team, run } = createAuthor();
    const good = team.read(gate);
    team.edit(gate, (text) => text.replaceAll('\t', '  '));
    expect(await run((host) => policyFmt(host, { check: true }))).toMatchObject({ code: 1 });
    expect(team.read(gate)).not.toBe(good);
    expect(await run((host) => policyFmt(host, {}))).toMatchObject({ code: 0 });
    expect(team.read(gate)).toBe(good);
    expect(await run((host) => policyFmt(host, { check: true }))).toMatchObject({ code: 0 });
  });

  test('pages are made from METADATA and data, and stale ones are told', async () => {
    const { team, run } = createAuthor();
    expect(await run((host) => policyDocs(host, { check: true }))).toMatchObject({ code: 1 });
    expect(existsSync(join(team.root, 'policies/README.md'))).toBe(false);
    expect(await run((host) => policyDocs(host, {}))).toMatchObject({ code: 0 });
    expect(await run((host) => policyDocs(host, { check: true }))).toMatchObject({ code: 0 });

    const overview = team.read('policies/README.md');
    expect(overview).toContain('[`demo.path_missing`](gates/demo/README.md#demopath_missing)');
    for (const row of [
      '| runbook | ● |',
      '| card | models |',
      '| days | ≤ 9 |',
      '| engineer | 1 |',
      '| p: auc | min 0.6 |',
    ])
      expect(overview).toContain(`\n${row}\n`);
    expect(overview).toContain('| CC8.1 | Changes | [`demo.path_missing`]');
    expect(overview).toContain('| [data/quorums.yaml](data/quorums.yaml) | Who signs. |');
    const about = team.read('policies/gates/demo/README.md');
    expect(about).toContain('**Every artifact has a path.** Nobody can look at what is nowhere.');
    expect(about).toContain('- **Mend it** Write the path of {subject}.');

    team.edit(gate, (text) =>
      text.replace(
        'severity: block',
        'severity: warn\n#   effective_on: "2027-01-01"\n#   retires_on: "2028-01-01"',
      ),
    );
    expect(await run((host) => policyDocs(host, { check: true }))).toMatchObject({
      code: 1,
      out: expect.stringContaining('✗ policies/gates/demo/README.md\n'),
    });
    await run((host) => policyDocs(host, {}));
    expect(team.read('policies/gates/demo/README.md')).toContain(
      '- **In force** from 2027-01-01; before that day it only warns; until 2028-01-01',
    );
  });
});

describe('new', () => {
  const places = (out: string) =>
    [...out.matchAll(/^✗ policies\/gates\/(.*?)(?::\d+)+ {2}policy\.(.*)$/gm)].map(
      ([, file, code]) => `${file} ${code}`,
    );
  const toWrite = (file: string, count: number) => Array(count).fill(`${file} todo`);

  test('a rule in a gate of its own is tested, and warns until it is written; check lists every TODO', async () => {
    const { run, host } = createAuthor();
    expect(await run((one) => policyNew(one, 'budget/overspent', {}))).toMatchObject({ code: 0 });
    const { code, out } = await run((one) => policyCheck(one, {}));
    expect(code).toBe(1);
    // Which control a rule serves nobody can know but its author.
    expect(places(out).sort()).toEqual([
      'budget/budget.rego framework_unknown',
      ...toWrite('budget/budget.rego', 11),
      ...toWrite('budget/budget_test.rego', 1),
    ]);
    expect(await run((one) => policyTest(one, {}))).toMatchObject({ code: 0 });
    expect(await judge(host)).toMatchObject({
      verdict: 'ready',
      gates: [
        {
          gate: 'budget',
          status: 'warned',
          rules: [{ code: 'budget.overspent', examined: 1 }],
        },
        { gate: 'demo', status: 'passed' },
      ],
    });
  });

  test('a rule in a gate that is there', async () => {
    const { team, run, host } = createAuthor();
    expect(await run((one) => policyNew(one, 'demo/size_missing', {}))).toMatchObject({ code: 0 });
    expect(team.read('policies/main.rego')).toBe(policies['main.rego']);
    const { code, out } = await run((one) => policyCheck(one, {}));
    expect(code).toBe(1);
    expect(places(out)).toContain('demo/demo.rego todo');
    expect(await run((one) => policyTest(one, { filter: 'demo_test' }))).toMatchObject({ code: 0 });
    expect(await judge(host)).toMatchObject({ verdict: 'ready', gates: [{ status: 'warned' }] });
  });

  test('nothing is written over, and names are plain', async () => {
    const { team, host } = createAuthor();
    await expect(policyNew(host, 'demo/path_missing', {})).rejects.toMatchObject({ code: 'refused.exists' });
    for (const name of ['demo', 'Demo/x', '../x/y', 'demo/x-y', 'demo/', '']) {
      await expect(policyNew(host, name, {})).rejects.toMatchObject({ code: 'usage.value' });
    }
    expect(existsSync(join(team.root, 'policies/gates/budget'))).toBe(false);
  });
});

/** The decision on the example. */
async function judge(host: Host) {
  const { files } = await readWorkPolicy(host, {});
  const noCache = { read: async () => null, write: async () => {} };
  const policy = await preparePolicy(files, await openCompiler(), noCache);
  const evaluator = openEvaluator();
  onTestFinished(() => evaluator.close());
  evaluator.load(policy);
  const facts = JSON.parse(files['examples/ready.json'] as string) as Facts;
  return decide(facts, policy, await evaluator.evaluate(facts));
}
