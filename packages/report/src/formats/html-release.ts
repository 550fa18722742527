import { type Ground, grounds } from '@gatehouse/contracts';
import type { CandidateReport, GovernanceReport, ReleaseReport } from '../check-report.ts';
import { type Account, describeGovernance, describeRelease } from './describe-verdict.ts';
import { renderHolding, renderTold, renderWaived } from './html-findings.ts';
import { code, type Html, html, sentence, statusBadge, table, verdictBadge } from './html-text.ts';
import { tellGovernance, tellRelease } from './list-told.ts';

/** One release: verdict and next step, what blocks, who must sign, gates and on what they rest, waivers. */
export function renderReleaseSection(release: ReleaseReport, id: string): Html {
  const told = tellRelease(release);
  const { tier, profiles, summary, digest, gates, signoffs, candidates } = release;
  return html`<section id="${id}" aria-labelledby="${id}-title">
${renderHead(describeRelease(release), id)}
<dl>
<div><dt>What changes</dt><dd>${summary === '' ? 'not said' : summary}</dd></div>
<div><dt>Tier</dt><dd>${[tier, ...profiles].join(', ')}</dd></div>
<div><dt>Digest to sign</dt><dd>${code(digest)}</dd></div>
</dl>
${renderHolding(told)}<h3>Who signs</h3>
${signoffs.length === 0 ? html`<p>No role has to sign.</p>` : renderQuorum(release.release, signoffs)}${renderCandidates(release.release, candidates)}${renderQuestions(release)}<h3>Gates, and on what they rest</h3>
${table({
  caption: `Gates of ${release.release}`,
  heads: ['Gate', 'Status', 'Examined', 'Findings', 'Measured', 'Recorded', 'Signed', 'Said'],
  rows: [
    ...gates.map((gate) => [
      gate.title,
      statusBadge(gate.status),
      gate.examined,
      gate.findings.length,
      ...grounds.map((ground) => gate.grounds[ground]),
    ]),
    ['All gates', '', ...sumUp(release)],
  ],
})}<p class="small">Numbers of rules that gave an answer: measured from bytes that were hashed, recorded by git, signed by people in their roles, or said by whoever wrote the file.</p>
${renderWaived(told)}${renderWaivers(release)}${renderTold(told)}</section>
`;
}

/** The change of the judging side. */
export function renderGovernanceSection(governance: GovernanceReport): Html {
  const { changed, quorum, candidates } = governance;
  const told = tellGovernance(governance);
  const about = governance.release ?? 'the governed files';
  const rows = quorum.map((one) => ({ ...one, role: `${one.role}, by the ${one.root} trust root` }));
  return html`<section id="governance" aria-labelledby="governance-title">
${renderHead(describeGovernance(governance), 'governance')}
<p>It changes who or what judges. The policies, plugins and trust root of the base judged this run; the changed ones were not used.</p>
${renderHolding(told)}<h3>Who signs</h3>
${renderQuorum(about, rows)}${renderCandidates(about, candidates)}<h3>What changes</h3>
<ul>${changed.map((path) => html`<li>${code(path)}</li>`)}</ul>
${renderWaived(told)}${renderTold(told)}</section>
`;
}

function renderHead({ about, verdict, reason, next }: Account, id: string): Html {
  return html`<h2 id="${id}-title">${(about ?? '').replace('/', ' ')} ${verdictBadge(verdict)}</h2>
<p class="lead">${sentence(reason)}</p>
<p class="lead"><strong>Next:</strong> ${sentence(next)}</p>`;
}

function renderQuorum(
  about: string,
  quorum: readonly { role: string; need: number; have: string[] }[],
): Html {
  return table({
    caption: `Sign-offs of ${about}`,
    heads: ['Role', 'State', 'Needed', 'Signed by'],
    rows: quorum.map(({ role, need, have }) => [
      role,
      have.length >= need ? 'all have signed' : html`<strong>missing</strong>`,
      need,
      have.length === 0 ? 'nobody yet' : have.join(', '),
    ]),
  });
}

function renderCandidates(about: string, candidates: readonly CandidateReport[]): Html {
  return table({
    caption: `Sign-offs of ${about} that do not count`,
    heads: ['Commit', 'By', 'Role', 'Why it does not count'],
    rows: candidates
      .filter(({ counted }) => !counted)
      .map(({ commit, principal, role, explanation }) => [
        code(commit.slice(0, 10)),
        principal ?? 'somebody unknown',
        role ?? 'none',
        explanation,
      ]),
  });
}

function renderQuestions({ release, questions }: ReleaseReport): Html {
  return table({
    caption: `Open questions of ${release}`,
    heads: ['Item', 'Question', 'Who answers'],
    rows: questions
      .filter(({ open }) => open)
      .map(({ item, question, named, roles }) => [item, question, named ?? roles.join(' or ')]),
  });
}

function renderWaivers({ release, waivers }: ReleaseReport): Html {
  if (waivers.length === 0) return html`<p>There is no waiver.</p>\n`;
  return html`<h3>Waivers</h3>
${table({
  caption: `Waivers of ${release}`,
  heads: ['Rule', 'State', 'What it is', 'To do'],
  rows: waivers.map(({ rule, state, message, remedy }) => [
    code(rule),
    state.replace('-', ' '),
    message,
    remedy,
  ]),
})}`;
}

function sumUp({ gates, grounds: sums }: ReleaseReport): number[] {
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const examined = sum(gates.map((gate) => gate.examined));
  const found = sum(gates.map(({ findings }) => findings.length));
  return [examined, found, ...grounds.map((ground: Ground) => sums[ground])];
}
