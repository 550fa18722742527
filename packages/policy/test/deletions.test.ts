import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide, type Evaluator, openEvaluator, type Policy, statusOrder } from '../src/index.ts';
import { notRequired } from './not-required.ts';
import { compileOurs, files, ready } from './our-policy.ts';

// Facts that pass, with each field in turn taken out or spoilt: nothing may become better by it, and what still passes
// is listed in not-required.ts, each with the reason.

// As from the day on which confirmations must be signed, evidence is not its author's, documents say something, and reports
// are of what is promoted.
const dated = [
  'gates/checklist/signed.rego',
  'gates/inventory/documents.rego',
  'gates/validation/measured_by.rego',
  'gates/validation/origin.rego',
];
const inForce = Object.fromEntries(
  dated.map((path) => [path, files[path]?.replace(/^# {3}effective_on: .*\n/gm, '') as string]),
);

type Path = (string | number)[];
interface Judgement {
  verdict: string;
  statuses: Map<string, string>;
}

let policy: Policy;
let evaluator: Evaluator;
// Of the confirmations one that rests on nothing else, and one that rests on parts of the release.
const told = [0, ready.confirmations.length - 1];
const paths = pathsOf(ready).filter(
  ([first, index]) => first !== 'confirmations' || index === undefined || told.includes(index as number),
);
beforeAll(async () => {
  policy = await compileOurs(inForce);
  evaluator = openEvaluator();
  evaluator.load(policy);
});
afterAll(() => evaluator.close());

async function judge(facts: unknown): Promise<Judgement> {
  try {
    const decision = decide(facts as typeof ready, policy, await evaluator.evaluate(facts as typeof ready));
    const rules = decision.gates.flatMap((gate) => gate.rules);
    return { verdict: decision.verdict, statuses: new Map(rules.map(({ code, status }) => [code, status])) };
  } catch {
    return { verdict: 'refused', statuses: new Map() };
  }
}

test('a field that is missing makes nothing better, and what is required blocks', async () => {
  const before = await judge(ready);
  expect(before.verdict).toBe('ready');
  const passing: Record<string, number> = {};
  for (const path of paths) {
    const { verdict, statuses } = await judge(changed(ready, path));
    if (verdict !== 'ready') continue;
    const name = nameOf(path);
    passing[name] = (passing[name] ?? 0) + 1;
    for (const [code, status] of before.statuses) {
      const after = statuses.get(code) as (typeof statusOrder)[number];
      const better = statusOrder.indexOf(after) > statusOrder.indexOf(status as typeof after);
      expect(better, `without ${path.join('/')}, ${code} is ${after} instead of ${status}`).toBe(false);
    }
  }
  expect(passing).toEqual(Object.assign({}, ...Object.values(notRequired)));
}, 60_000);

test('the same facts and policy give the same bytes, in another thread too', async () => {
  const bytes = async (by: Evaluator) => JSON.stringify(decide(ready, policy, await by.evaluate(ready)));
  const first = await bytes(evaluator);
  const other = openEvaluator();
  other.load({ ...policy, wasm: Uint8Array.from(policy.wasm) });
  for (const by of [evaluator, evaluator, other, other]) expect(await bytes(by)).toBe(first);
  await other.close();
});

test('a required field that says nothing, or is of another type, blocks', async () => {
  const optional = new Set(Object.keys(Object.assign({}, ...Object.values(notRequired))));
  const required = paths.filter((path) => !optional.has(nameOf(path)));
  expect(required.length).toBeGreaterThan(300);
  const passing: string[] = [];
  for (const path of required) {
    for (const value of [null, {}]) {
      if (isSame(ready, path, value)) continue;
      // A first version.
      if (nameOf(path) === 'previous' && value === null) continue;
      const { verdict } = await judge(changed(ready, path, value));
      if (verdict.startsWith('ready')) passing.push(`${path.join('/')} = ${JSON.stringify(value)}`);
    }
  }
  expect(passing).toEqual([]);
}, 60_000);

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return entries.flatMap(([key, item]) => [[...at, key], ...pathsOf(item, [...at, key])]);
}

/** A copy without the field, or with another value in it. Only what lies on the way is copied. */
function changed(value: unknown, [key, ...rest]: Path, replacement?: unknown): unknown {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  if (key === undefined) return replacement;
  if (rest.length > 0) copy[key] = changed(copy[key], rest, replacement);
  else if (replacement !== undefined) copy[key] = replacement;
  else if (Array.isArray(copy)) copy.splice(key as number, 1);
  else delete copy[key];
  return copy;
}

function isSame(value: unknown, path: Path, other: unknown): boolean {
  const there = path.reduce<unknown>((one, key) => (one as Record<string | number, unknown>)[key], value);
  return JSON.stringify(there) === JSON.stringify(other);
}

// Places in lists, and names that people gave, are all one: `release/artifacts/*/digest`.
function nameOf(path: Path): string {
  const name = path
    .map((step, depth) => (typeof step === 'number' || isGiven(path, depth) ? '*' : step))
    .join('/');
  return name.replace(/^(.*\/\*\/(?:config|methods|headline))\/.*$/, '$1/…');
}

function isGiven(path: Path, depth: number): boolean {
  const [first] = path;
  if (first === 'releases') return depth === 1 || (depth === 3 && path[2] === 'artifacts');
  return (
    depth === 1 && ['files', 'documents', 'evidence', 'principals', 'validations'].includes(first as string)
  );
}
