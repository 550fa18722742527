import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import type { Engine } from '@gatehouse/judge';
import { policyError } from '@gatehouse/policy';
import { formatRego } from './format-rego.ts';
import { openOpa, type WorkPolicy } from './work-policy.ts';

export interface NewRule {
  /** What to write, by path below policies/. */
  files: Record<string, string>;
  /** What the author does next. */
  next: string[];
}

/**
 * A rule `<gate>/<rule>`, in a gate that is there or in a new one. Until somebody writes it, it warns about every release,
 * and `policy check` lists what is to be written. Throws `usage.value`, `refused.exists`, `policy.invalid`.
 */
export async function newRule(engine: Engine, work: WorkPolicy, name: string): Promise<NewRule> {
  const [gate, rule] = parseName(name);
  const path = `gates/${gate}/${gate}.rego`;
  const testPath = `gates/${gate}/${gate}_test.rego`;
  refuseSecond(work.files, gate, rule);

  const fill = async (template: string) => fillTemplate(engine, template, { gate, rule });
  const texts = {
    [path]: joined(
      withImports(work.files[path] ?? (await fill('gate.rego')), imports),
      await fill('rule.rego'),
    ),
    [testPath]: joined(
      withImports(work.files[testPath] ?? (await fill('gate_test.rego')), [`data.gates.${gate}`]),
      await fill('rule_test.rego'),
    ),
  };
  return {
    files: await format(engine, texts),
    next: [
      `${gate}.${rule} is there, and warns about every release until it is written. Next:`,
      '  1. pnpm gate policy check lists every TODO: the rule, its METADATA and its tests.',
      `  2. pnpm gate policy test --filter ${gate}_test`,
      '  3. pnpm gate policy coverage and docs',
      '  4. pnpm gate backtest shows what it would have blocked.',
    ],
  };
}

const imports = ['data.lib.finding', 'data.lib.result'];

function parseName(name: string): [gate: string, rule: string] {
  const [, gate, rule] = name.match(/^([a-z][a-z0-9_]*)[/.]([a-z][a-z0-9_]*)$/) ?? [];
  if (gate !== undefined && rule !== undefined) return [gate, rule];
  throw new GatehouseError('usage.value', `${JSON.stringify(name)} is not <gate>/<rule>`, {
    hint: 'Lower-case words joined by _, such as rollback/target_missing; a rule is named for what it finds.',
  });
}

function refuseSecond(files: WorkPolicy['files'], gate: string, rule: string): void {
  const path = Object.keys(files).find(
    (one) =>
      one.startsWith(`gates/${gate}/`) &&
      new RegExp(`^rules(?:\\.${rule}\\b|\\["${rule}"\\])`, 'm').test(files[one] as string),
  );
  if (path === undefined) return;
  throw new GatehouseError('refused.exists', `policies/${path} has the rule ${rule} already`, {
    hint: 'Choose another name, or edit it.',
    place: { file: `policies/${path}` },
  });
}

async function fillTemplate(engine: Engine, name: string, words: Record<string, string>): Promise<string> {
  const text = await readFile(join(dirname(engine.files.template), 'policy', name), 'utf8');
  return text.replace(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] as string);
}

function joined(one: string, other: string): string {
  return `${one.trimEnd()}\n\n${other.trimEnd()}\n`;
}

/** With the imports that the text lacks, after the package. OPA's formatter sorts them. */
function withImports(text: string, wanted: readonly string[]): string {
  const missing = wanted.filter((path) => !new RegExp(`^import ${path}$`, 'm').test(text));
  if (missing.length === 0) return text;
  const lines = missing.map((path) => `import ${path}\n`).join('');
  return /^import /m.test(text)
    ? text.replace(/^import /m, `${lines}import `)
    : text.replace(/^(package [^\n]*\n)/m, `$1\n${lines}`);
}

async function format(engine: Engine, texts: Record<string, string>): Promise<Record<string, string>> {
  const sources = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const formatted = await formatRego(await openOpa(engine), sources);
  if (!formatted.ok) throw policyError(formatted.errors);
  return Object.fromEntries(formatted.value.map(({ path, text }) => [path, text]));
}
