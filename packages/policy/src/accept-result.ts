import {
  type Catalogue,
  type CatalogueGate,
  type ChangeDecision,
  type Decision,
  GatehouseError,
} from '@gatehouse/contracts';
import { changeGates, releaseGates } from './gates.ts';

/** What one rule reported. */
export interface RuleResult {
  applies: boolean;
  examined: number;
  findings: RawFinding[];
}

export interface RawFinding {
  subject: string;
  at: (string | number)[];
  params: Record<string, string | number | boolean | null>;
}

/** gate → rule key → what it reported; a rule that reported nothing is absent. */
type GateResults = Record<string, Record<string, RuleResult>>;

export interface PolicyResult {
  gates: GateResults;
  quorum: { role: string; need: number; have: string[] }[];
  /** What people are asked to confirm; a policy that knows no such questions asks none. */
  questions: Decision['questions'];
  /** How many have to break the glass, and who has. */
  break_glass: { need: number; have: string[] };
}

export interface ChangeResult {
  gates: GateResults;
  /** Of both trust roots, the old one first. */
  quorum: ChangeDecision['quorum'];
}

/**
 * Accepts what the policy returned only if there is exactly one result, it recognised its input, it has every
 * gate of the catalogue that judges releases and no other, and each part has its exact form. Throws `policy.result`.
 */
export function acceptResult(results: unknown, catalogue: Catalogue): PolicyResult {
  const result = theResult(results, 'gatehouse/policy-result@1');
  const gates = checkGates(result.gates, releaseGates(catalogue));
  return {
    gates,
    quorum: checkQuorum(result.quorum),
    questions: checkQuestions(result.questions),
    break_glass: checkBreakGlass(result.break_glass),
  };
}

/** The same of what it says of a change of governed files. */
export function acceptChangeResult(results: unknown, catalogue: Catalogue): ChangeResult {
  const result = theResult(results, 'gatehouse/change-result@1');
  const gates = checkGates(result.gates, changeGates(catalogue));
  const quorum = checkQuorum(result.quorum) as ChangeResult['quorum'];
  if (quorum.map(({ root }) => root).join() !== 'old,new') throw refuse('did not count for both trust roots');
  return { gates, quorum };
}

function theResult(results: unknown, schema: string): Record<string, unknown> {
  if (!Array.isArray(results) || results.length !== 1) throw refuse('gave no result, or more than one');
  const result = object(object(results[0], 'result').result, 'result');
  if (result.schema !== schema) throw refuse('gave a result of another schema');
  if (result.recognised !== true) throw refuse('did not recognise the facts');
  return result;
}

function checkGates(value: unknown, expected: readonly CatalogueGate[]): GateResults {
  const gates = object(value, 'gates');
  const names = expected.map(({ gate }) => gate);
  const missing = names.filter((gate) => !Object.hasOwn(gates, gate));
  if (missing.length > 0) throw refuse(`did not evaluate the gate ${missing.join(', ')}`);
  for (const { gate, rules } of expected) {
    checkGate(
      gate,
      object(gates[gate], gate),
      rules.map(({ code }) => code),
    );
  }
  const unknown = Object.keys(gates).filter((gate) => !names.includes(gate));
  if (unknown.length > 0) throw refuse(`evaluated ${unknown.join(', ')}, which no METADATA describes`);
  return gates as GateResults;
}

function checkGate(gate: string, rules: Record<string, unknown>, codes: readonly string[]): void {
  for (const [key, value] of Object.entries(rules)) {
    const code = `${gate}.${key}`;
    if (!codes.includes(code)) throw refuse(`has a rule ${code} without METADATA`);
    const rule = object(value, code);
    const { applies, examined, findings } = rule;
    if (typeof applies !== 'boolean') throw refuse(`${code}: applies is not true or false`);
    if (!Number.isSafeInteger(examined) || (examined as number) < 0)
      throw refuse(`${code}: examined is not a count`);
    if (!Array.isArray(findings)) throw refuse(`${code}: findings is not a list`);
    if (!applies && ((examined as number) > 0 || findings.length > 0))
      throw refuse(`${code} does not apply and yet found something`);
    for (const finding of findings) checkFinding(code, object(finding, code));
  }
}

function checkFinding(code: string, { subject, at, params }: Record<string, unknown>): void {
  if (typeof subject !== 'string') throw refuse(`${code}: a finding without a subject`);
  const steps = Array.isArray(at) ? at : [undefined];
  if (!steps.every((step) => typeof step === 'string' || Number.isSafeInteger(step)))
    throw refuse(`${code}: a finding without a place`);
  const values = Object.values(object(params, code));
  if (!values.every((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value))) {
    throw refuse(`${code}: params must be flat`);
  }
}

function checkQuorum(quorum: unknown): PolicyResult['quorum'] {
  if (!Array.isArray(quorum)) throw refuse('gave no quorum');
  for (const entry of quorum) {
    const { role, need, have } = object(entry, 'quorum');
    const fits =
      typeof role === 'string' &&
      Number.isSafeInteger(need) &&
      Array.isArray(have) &&
      have.every((one) => typeof one === 'string');
    if (!fits) throw refuse('gave a malformed quorum');
  }
  return quorum as PolicyResult['quorum'];
}

function checkQuestions(questions: unknown = []): PolicyResult['questions'] {
  if (!Array.isArray(questions)) throw refuse('gave no list of questions');
  const isText = (value: unknown) => typeof value === 'string';
  const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
  for (const entry of questions) {
    const { item, version, question, roles, rests_on, named, by, open } = object(entry, 'question');
    const fits =
      isText(item) &&
      Number.isSafeInteger(version) &&
      typeof open === 'boolean' &&
      isText(question) &&
      [roles, rests_on].every(areTexts) &&
      [named, by].every((one) => one === null || isText(one));
    if (!fits) throw refuse('gave a malformed question');
  }
  return questions as PolicyResult['questions'];
}

function checkBreakGlass(value: unknown): PolicyResult['break_glass'] {
  const { need, have } = object(value, 'break_glass');
  const people = Array.isArray(have) && have.every((one) => typeof one === 'string') ? have : null;
  if (people === null || new Set(people).size !== people.length) throw refuse('gave a malformed break_glass');
  if (!Number.isSafeInteger(need) || (need as number) < 1) throw refuse('lets nobody break the glass');
  return { need: need as number, have: people };
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw refuse(`${what} is not an object`);
}

function refuse(what: string): GatehouseError {
  return new GatehouseError('policy.result', `the policy ${what}`, {
    hint: 'Nothing is decided on such a result. Run pnpm gate policy check on the base branch.',
  });
}
