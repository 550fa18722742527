import pc from 'picocolors';
import type { CandidateReport } from './check-report.ts';
import { escapeTerminal } from './escape.ts';
import type { Colors } from './text-parts.ts';

/** What `gate signoffs` says of one release. */
export interface SignoffsReport {
  schema: 'gatehouse/signoffs-report@1';
  /** `<name>/<version>` */
  release: string;
  /** What a sign-off has to name now. */
  digest: string;
  base: string;
  head: string | null;
  quorum: { role: string; need: number; have: string[] }[];
  /** `changes`: since a sign-off that is stale; null where it is not, or where it cannot be known. */
  candidates: (CandidateReport & { changes: FieldChange[] | null; denies_authorship: boolean })[];
}

export interface FieldChange {
  file: string;
  /** A path in release.yaml such as `artifacts[0].digest`; null: the file as a whole. */
  field: string | null;
  before: string | null;
  after: string | null;
}

type Candidate = SignoffsReport['candidates'][number];

const mostChanges = 12;

/** Every candidate: what counts first, then what does not and why, and who must sign (again). */
export function renderSignoffs(report: SignoffsReport, options: { color: boolean }): string {
  const colors = pc.createColors(options.color);
  const counted = report.candidates.filter((one) => one.counted);
  const others = report.candidates.filter((one) => !one.counted);
  const lines = [
    `${colors.bold(escapeTerminal(report.release.replace('/', ' ')))}  ${colors.dim(report.digest)}`,
    ...report.quorum.map(({ role, need, have }) => {
      const mark = have.length >= need ? colors.green('✓') : colors.cyan('…');
      return `  ${mark} ${escapeTerminal(`${role} ${Math.min(have.length, need)}/${need} ${have.join(', ')}`).trimEnd()}`;
    }),
    ...(report.candidates.length === 0 ? ['', '  Nobody has signed yet.'] : []),
    ...(counted.length > 0 ? ['', '  counted'] : []),
    ...counted.map((one) => `    ${colors.green('✓')} ${describe(one)}`),
    ...(others.length > 0 ? ['', '  not counted'] : []),
    ...others.flatMap((one) => renderOther(one, colors)),
    ...renderNext(report),
  ];
  return `${lines.join('\n')}\n`;
}

function describe(candidate: Candidate): string {
  const { commit, principal, role, decision, until, on_behalf_of, denies_authorship } = candidate;
  const denial = denies_authorship ? ', denies being an author' : '';
  const what = decision === 'approve' || decision === null ? '' : `, ${decision}`;
  const lent = on_behalf_of === null ? '' : ` on behalf of ${on_behalf_of}`;
  const end = until === null ? '' : `, until ${until}`;
  const who = `${principal ?? 'somebody unknown'} as ${role ?? 'no role'}`;
  return escapeTerminal(`${commit.slice(0, 10)} ${who}${lent}${what}${end}${denial}`);
}

function renderOther(one: Candidate, colors: Colors): string[] {
  const lines = [`    ${colors.yellow('·')} ${describe(one)}`, `      ${escapeTerminal(one.explanation)}`];
  if (one.reason !== 'stale') return lines;
  if (one.changes === null)
    return [...lines, '      What was signed is not what the commit’s own tree holds.'];
  const shown = one.changes.slice(0, mostChanges).map((change) => renderChange(change, colors));
  const more = one.changes.length - shown.length;
  return [
    ...lines,
    ...shown,
    ...(more > 0 ? [`        and ${more} more ${more === 1 ? 'change' : 'changes'}`] : []),
  ];
}

function renderChange({ file, field, before, after }: FieldChange, colors: Colors): string {
  const short = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
  const value = (text: string | null) => (text === null ? 'nothing' : short(escapeTerminal(text)));
  const where = escapeTerminal(field === null ? file : `${file} ${field}`);
  return `        ${where}: ${colors.red(value(before))} → ${colors.green(value(after))}`;
}

function renderNext({ release, quorum, candidates }: SignoffsReport): string[] {
  const open = quorum.filter(({ need, have }) => have.length < need).map(({ role }) => role);
  if (open.length === 0) return [];
  const stale = candidates.filter(
    ({ reason, role }) => reason === 'stale' && role !== null && open.includes(role),
  );
  const again = [...new Set(stale.map(({ principal, role }) => `${principal} as ${role}`))];
  return [
    '',
    ...(again.length > 0 ? [`  must sign again: ${escapeTerminal(again.join(', '))}`] : []),
    `  → pnpm gate sign ${escapeTerminal(`${release} --role ${open.join('|')}`)}`,
  ];
}
