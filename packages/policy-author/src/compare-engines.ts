import { canonicalJson, type Facts, type Json } from '@gatehouse/contracts';
import type { Engine } from '@gatehouse/judge';
import type { Opa } from '@gatehouse/opa';
import { decisionEntrypoints, openEvaluator, policyError } from '@gatehouse/policy';
import { openOpa, readExamples, type WorkPolicy } from './work-policy.ts';

/** Facts, and what they are made from: an example, and the field that was taken out of it. */
export interface Case {
  name: string;
  facts: Record<string, unknown>;
}

export interface Comparison {
  cases: number;
  /** Names of the cases on which OPA and the compiled policy say different things. */
  different: string[];
}

/**
 * Judges every example, whole and with each field taken out, by OPA's evaluation and by the compiled wasm that decides
 * in earnest. Throws `policy.invalid` and `policy.crashed`.
 */
export async function compareEngines(engine: Engine, work: WorkPolicy): Promise<Comparison> {
  const cases = casesOf(readExamples(work.files));
  const opa = await openOpa(engine);
  const [evaluated, compiled] = await Promise.all([
    evaluateInOpa(opa, work, cases),
    evaluateInWasm(opa, engine, work, cases),
  ]);
  const different = cases.filter((_, index) => evaluated[index] !== compiled[index]);
  return { cases: cases.length, different: different.map(({ name }) => name) };
}

/** Each example, and without each of its fields, and without each field of its release. */
export function casesOf(examples: Record<string, Record<string, unknown>>): Case[] {
  return Object.entries(examples).flatMap(([name, facts]) => {
    const release = fields(facts.release);
    return [
      { name, facts },
      ...without(facts).map(([field, rest]) => ({ name: `${name} without ${field}`, facts: rest })),
      ...without(release).map(([field, rest]) => ({
        name: `${name} without release.${field}`,
        facts: { ...facts, release: rest },
      })),
    ];
  });
}

type Fields = Record<string, unknown>;

function without(all: Fields): [field: string, rest: Fields][] {
  return Object.keys(all).map((field) => {
    const { [field]: _, ...rest } = all;
    return [field, rest];
  });
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

// As a list of results, so that undefined is an answer too. What a test prints comes back.
const judgeTest = `package judge_test

import data.main

test_judge if {
	every facts in data.cases {
		of_release := [decision | not is_change(facts); decision := main.decision with input as facts]
		of_change := [decision | is_change(facts); decision := main.change_decision with input as facts]
		print(json.marshal(array.concat(of_release, of_change)))
	}
}

is_change(facts) if facts.schema == "gatehouse/change-facts@1"
`;

async function evaluateInOpa(opa: Opa, { policy }: WorkPolicy, cases: readonly Case[]) {
  const sources = [...policy.modules, { path: 'judge_test.rego', text: judgeTest }];
  const data = { ...policy.data, cases: cases.map(({ facts }) => facts) };
  const result = await opa.test(sources, { data });
  if (!result.ok) throw policyError(result.errors);
  const [test] = result.value.tests;
  if (test?.error) throw policyError([test.error]);
  const printed = (test?.output ?? '').split('\n').filter((line) => line !== '');
  return printed.map((line) => canonicalJson(JSON.parse(line) as Json));
}

async function evaluateInWasm(opa: Opa, engine: Engine, { policy }: WorkPolicy, cases: readonly Case[]) {
  const compiled = await opa.compile(policy.modules, { entrypoints: decisionEntrypoints(policy.modules) });
  if (!compiled.ok) throw policyError(compiled.errors);
  const evaluator = openEvaluator({ worker: engine.files.evaluator });
  try {
    evaluator.load({ wasm: compiled.value.wasm, data: policy.data, catalogue: { gates: [] } });
    const results: string[] = [];
    for (const { facts } of cases) {
      const answer = (await evaluator.evaluate(facts as unknown as Facts)) as { result: Json }[];
      results.push(canonicalJson(answer.map(({ result }) => result)));
    }
    return results;
  } finally {
    await evaluator.close();
  }
}
