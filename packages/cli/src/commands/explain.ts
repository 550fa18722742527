import { GatehouseError } from '@gatehouse/contracts';
import { chooseReleases, listReleases, selectReleases } from '@gatehouse/facts';
import {
  explainRelease,
  explainRuleIn,
  findRule,
  judgeRelease,
  loadPolicy,
  openRun,
  type Run,
  type RunOptions,
  readChange,
  readPromoted,
} from '@gatehouse/judge';
import { openEvaluator, type Policy } from '@gatehouse/policy';
import {
  type Judged,
  type ReleaseExplanation,
  type RuleExplanation,
  renderReleaseExplanation,
  renderRuleExplanation,
} from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { nearest } from '../nearest.ts';

export interface ExplainOptions extends RunOptions {
  /** The release in which a rule is explained. */
  release?: string;
  format?: string;
}

/** `gate explain`: a rule of the base's policy, or how the verdict on a release is derived. */
export async function explain(host: Host, what: string, options: ExplainOptions): Promise<number> {
  const run = await openRun(host, options);
  try {
    const policy = await loadPolicy(host, run.base.source);
    const found = findRule(policy, what);
    const text =
      found === null
        ? await explainAsRelease(host, { run, policy, what, options })
        : await explainAsRule(host, { run, policy, found, options });
    host.stdout.write(text);
    return exitCodes.ready;
  } finally {
    run.repository.close();
  }
}

interface Question {
  run: Run;
  policy: Policy;
  options: ExplainOptions;
}

async function explainAsRule(
  host: Host,
  { run, policy, found, options }: Question & { found: NonNullable<ReturnType<typeof findRule>> },
): Promise<string> {
  const name = options.release;
  const judged = name === undefined ? null : await judgeOne(host, { run, policy }, await folderOf(run, name));
  const explanation: RuleExplanation = {
    schema: 'gatehouse/explain-rule@1',
    base: run.baseCommit,
    policy_digest: policy.digest,
    ...found,
    release: judged === null ? null : explainRuleIn(judged, found.rule, policy),
  };
  return write(host, options, explanation, renderRuleExplanation);
}

async function explainAsRelease(
  host: Host,
  { run, policy, what, options }: Question & { what: string },
): Promise<string> {
  if (options.release !== undefined) throw unknown(what, policy, []);
  await requireKnown(run, policy, what);
  const judged = await judgeOne(host, { run, policy }, await folderOf(run, what));
  return write(host, options, explainRelease(judged, policy), renderReleaseExplanation);
}

function write<T extends RuleExplanation | ReleaseExplanation>(
  host: Host,
  { format }: ExplainOptions,
  explanation: T,
  render: (explanation: T, options: { color: boolean }) => string,
): string {
  return format === 'json'
    ? `${JSON.stringify(explanation, null, 2)}\n`
    : render(explanation, { color: host.stdout.color });
}

async function judgeOne(
  host: Host,
  { run, policy }: Pick<Question, 'run' | 'policy'>,
  folder: string,
): Promise<Judged> {
  const evaluator = openEvaluator({ worker: host.files.evaluator });
  try {
    evaluator.load(policy);
    const { folders: proposed } = await selectReleases(run.head, run.fork, false);
    const change = proposed.includes(folder) ? await readChange(host, run) : await readPromoted(host, run);
    return await judgeRelease({ policy, evaluator }, change, folder);
  } finally {
    await evaluator.close();
  }
}

async function folderOf(run: Run, name: string): Promise<string> {
  const folders = await chooseReleases(run.head, [name]);
  const [folder] = folders;
  if (folder !== undefined && folders.length === 1) return folder;
  throw new GatehouseError('usage.value', `${name} names more than one release`, {
    hint: `Name one: ${folders.map((one) => one.slice('releases/'.length)).join(', ')}`,
  });
}

// What is neither a rule nor a release was probably meant as a rule.
async function requireKnown(run: Run, policy: Policy, what: string): Promise<void> {
  const names = (await listReleases(run.head)).map((folder) => folder.slice('releases/'.length));
  const isRelease = names.some((name) => what.includes('/') || name.startsWith(`${what}/`));
  if (!isRelease) throw unknown(what, policy, names);
}

function unknown(what: string, { catalogue }: Policy, releases: readonly string[]): GatehouseError {
  const gate = catalogue.gates.find((one) => one.gate === what);
  const codes = catalogue.gates.flatMap(({ rules }) => rules.map(({ code }) => code));
  const near = gate?.rules.map(({ code }) => code) ?? nearest(what, [...codes, ...releases]);
  const hint = gate
    ? `It is a gate. Its rules: ${near.join(', ')}`
    : near.length > 0
      ? `Did you mean ${near.join(', ')}?`
      : `Name a rule such as ${codes[0]}, or a release: <name>/<version>.`;
  return new GatehouseError('usage.value', `there is no rule or release ${JSON.stringify(what)}`, { hint });
}
