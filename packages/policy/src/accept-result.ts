import { type Catalogue, GatehouseError } from '@gatehouse/contracts';

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

export interface PolicyResult {
  /** gate → rule key → what it reported; a rule that reported nothing is absent. */
  gates: Record<string, Record<string, RuleResult>>;
  quorum: { role: string; need: number; have: string[] }[];
  /** How many have to break the glass, and who has. */
  break_glass: { need: number; have: string[] };
}

/**
 * Accepts what the policy returned only if there is exactly one result, it recognised its input, it has every
 * gate of the catalogue and no other, and each part has its exact form. Throws `policy.result`.
 */
export function acceptResult(results: unknown, catalogue: Catalogue): PolicyResult {
  if (!Array.isArray(results) || results.length !== 1) throw refuse('gave no result, or more than one');
  const result = object(object(results[0], 'result').result, 'result');
  if (result.schema !== 'gatehouse/policy-result@1') throw refuse('gave a result of another schema');
  if (result.recognised !== true) throw refuse('did not recognise the facts');
  const gates = object(result.gates, 'gates');
  const expected = catalogue.gates.map((gate) => gate.gate);
  const missing = expected.filter((gate) => !Object.hasOwn(gates, gate));
  if (missing.length > 0) throw refuse(`did not evaluate the gate ${missing.join(', ')}`);
  for (const gate of catalogue.gates)
    checkGate(
      gate.gate,
      object(gates[gate.gate], gate.gate),
      gate.rules.map((rule) => rule.code),
    );
  const unknown = Object.keys(gates).filter((gate) => !expected.includes(gate));
  if (unknown.length > 0) throw refuse(`evaluated ${unknown.join(', ')}, which no METADATA describes`);
  return {
    gates: gates as PolicyResult['gates'],
    quorum: checkQuorum(result.quorum),
    break_glass: checkBreakGlass(result.break_glass),
  };
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
