import { type CatalogueRule, GatehouseError } from '@gatehouse/contracts';
import { readLock } from '@gatehouse/facts';
import { loadPolicy } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { makeLock } from '../init/make-lock.ts';
import { replacePolicies } from '../init/replace-policies.ts';
import { readStockPolicies } from '../init/stock-policies.ts';
import { type TrustOptions, type TrustState, withTrustState } from '../trust/trust-state.ts';
import { runBacktest } from './backtest.ts';
import { trustBump } from './trust-delegate.ts';

/**
 * `gate upgrade`, called by the engine that is to be pinned: its lock and its stock policies in place of the old ones, what
 * changes for this team, and what the new policies would have said of every past promotion. Commits nothing.
 */
export async function upgrade(host: Host, options: TrustOptions): Promise<number> {
  const rules = await withTrustState(host, options, async (state) => {
    const { source, lock: old } = await readBase(state);
    const stock = await readStockPolicies(host.home);
    const lock = await makeLock(host, stock);
    if (old.engine.integrity === host.packed?.integrity) return null;
    const before = await loadPolicy(host, source);
    const { written, removed } = await replacePolicies(state.repository.location.root, old, { stock, lock });
    const after = await loadPolicy(host, state.workTree);
    const { version } = old.engine;
    return [
      `gatehouse.lock pins ${host.packed?.package} ${host.packed?.version}, after ${version}.`,
      `policies/: ${written.length} files are new or changed, ${removed.length} are gone.`,
      ...compareRules(rulesOf(before.catalogue), rulesOf(after.catalogue)),
      '',
    ];
  });
  if (rules === null) {
    host.stdout.write(`This repository pins ${host.packed?.package} ${host.packed?.version} already.\n`);
    return exitCodes.ready;
  }
  host.stdout.write(rules.map((line) => `${escapeTerminal(line)}\n`).join(''));
  await runBacktest(host, options);
  host.stdout.write('\n');
  return trustBump(host, options);
}

async function readBase({ base }: TrustState) {
  const source = base?.fork;
  const lock = source === undefined ? null : await readLock(source);
  if (source !== undefined && lock !== null) return { source, lock };
  throw new GatehouseError('usage.value', 'this repository pins no engine', {
    hint: 'Bring the gate into it: pnpm gate init. Where the engine is part of the repository, an upgrade is a merge.',
  });
}

function rulesOf({ gates }: { gates: { rules: CatalogueRule[] }[] }): Map<string, CatalogueRule> {
  return new Map(gates.flatMap(({ rules }) => rules.map((rule) => [rule.code, rule] as const)));
}

const strength = { warn: 0, wait: 1, block: 2 } as const;

function compareRules(before: Map<string, CatalogueRule>, after: Map<string, CatalogueRule>): string[] {
  const added = [...after.values()].filter(({ code }) => !before.has(code));
  const gone = [...before.values()].filter(({ code }) => !after.has(code));
  const softer = [...after.values()].filter((rule) => {
    const was = before.get(rule.code);
    return was !== undefined && strength[rule.severity] < strength[was.severity];
  });
  const line = (mark: string, { code, title, effective_on: day }: CatalogueRule) =>
    `  ${mark} ${code}: ${title}${day === undefined ? '' : ` (in force from ${day})`}`;
  if (added.length + gone.length + softer.length === 0) return ['No rule is new, gone or softer.'];
  return [
    ...added.map((rule) => line('+ new', rule)),
    ...gone.map((rule) => line('- gone', rule)),
    ...softer.map((rule) => line('~ softer', rule)),
  ];
}
