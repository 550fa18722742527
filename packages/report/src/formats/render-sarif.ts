import type { CheckReport, RuleReport, RuleText } from '../check-report.ts';
import { escapeJson } from '../escape.ts';
import { listTold, type Told } from './list-told.ts';
import { describeResult, levels, message } from './sarif-result.ts';

/**
 * SARIF 2.1.0 (OASIS, with errata 01): one run for each release, so that each has an `automationDetails.id` of its own; one
 * more for what is about the run as a whole. Rules are those that applied; one that did not is none of them.
 */
export function renderSarif(report: CheckReport): string {
  const told = listTold(report);
  const log = {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: listParts(report, told).map((part) => describeRun(part, report)),
  };
  return `${escapeJson(log)}\n`;
}

/** What a run of SARIF is made from. */
interface Part {
  id: string;
  verdict: CheckReport['verdict'];
  rules: readonly RuleReport[];
  told: readonly Told[];
}

function listParts({ verdict, releases, governance }: CheckReport, told: readonly Told[]): Part[] {
  const parts: Part[] = releases.map((release) => ({
    id: `release/${release.release}`,
    verdict: release.verdict,
    rules: release.gates.flatMap(({ rules }) => rules),
    told: told.filter(({ kind, about }) => kind === 'release' && about === release.release),
  }));
  if (governance !== null) {
    const id = governance.release ?? 'governance';
    const own = told.filter(({ kind }) => kind === 'change');
    parts.push({ id, verdict: governance.verdict, rules: governance.rules, told: own });
  }
  const others = told.filter(({ kind }) => kind === 'error' || kind === 'unsettled');
  if (others.length > 0 || parts.length === 0) parts.push({ id: 'run', verdict, rules: [], told: others });
  return parts;
}

function describeRun({ id, verdict, rules, told }: Part, report: CheckReport): Record<string, unknown> {
  const { base, head, policy_digest, evaluated_at, report_only, preview } = report;
  const applied = rules.filter(({ status }) => status !== 'not_applicable').map(({ code }) => code);
  const codes = [...new Set([...applied, ...told.map(({ code }) => code)])];
  const texts = new Map(report.rules.map((rule) => [rule.code, rule]));
  const errors = told.filter(({ kind }) => kind === 'error');
  return {
    tool: { driver: { name: 'Gatehouse', rules: codes.map((code) => describeRule(code, texts.get(code))) } },
    automationDetails: { id: `gatehouse/${id}/` },
    invocations: [
      {
        executionSuccessful: errors.length === 0,
        toolExecutionNotifications: errors.map((one) => ({ level: 'error', message: message(one.message) })),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: told.map((one) => describeResult(one, codes.indexOf(one.code))),
    properties: { verdict, base, head, policy_digest, evaluated_at, report_only, preview },
  };
}

function describeRule(code: string, rule: RuleText | undefined): Record<string, unknown> {
  if (rule === undefined) return { id: code };
  const { title, description, remedy, severity, references } = rule;
  return {
    id: code,
    shortDescription: { text: title },
    ...(description === '' ? {} : { fullDescription: { text: description } }),
    ...(remedy === '' ? {} : { help: { text: remedy } }),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: references.map(({ framework, section }) => `${framework}: ${section}`) },
  };
}
