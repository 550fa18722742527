import type { CheckReport, ReleaseReport } from '../check-report.ts';
import { verdictMarks } from '../text-parts.ts';
import { describeRelease, describeRun, verdictOrder } from './describe-verdict.ts';
import { renderHolding } from './html-findings.ts';
import { renderGovernanceSection, renderReleaseSection } from './html-release.ts';
import { style } from './html-style.ts';
import { code, type Html, html, sentence, verdictBadge } from './html-text.ts';
import { tellRun } from './list-told.ts';

/** One page that needs nothing else and runs no script. The same report gives the same bytes. */
export function renderHtml(report: CheckReport): string {
  const rank = ({ verdict }: ReleaseReport) => verdictOrder.indexOf(verdict);
  const sorted = [...report.releases].sort((one, other) => rank(one) - rank(other));
  const parts = sorted.map((release, index) => ({ release, id: `release-${index + 1}` }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titleOf(report)}</title>
<style>${{ html: style }}</style>
</head>
<body>
${renderHead(report)}<main>
${renderWhole(report)}${renderContents(report, parts)}${parts.map(({ release, id }) => renderReleaseSection(release, id))}${report.governance === null ? '' : renderGovernanceSection(report.governance)}</main>
</body>
</html>
`;
  return page.html;
}

function titleOf({ verdict, releases, governance }: CheckReport): string {
  const names = releases.map(({ release }) => release);
  if (governance !== null) names.push(governance.release ?? 'governed files');
  const about = names.length === 1 ? `, ${names[0]}` : names.length === 0 ? '' : `, ${names.length} judged`;
  return `${verdictMarks[verdict][0]}${about}, Gatehouse`;
}

function renderHead(report: CheckReport): Html {
  const { about, reason, next, others } = describeRun(report);
  const { base, head, policy_digest, evaluated_at, report_only, preview } = report;
  return html`<header>
<h1>${verdictBadge(report.verdict)}</h1>
<p class="lead">${about === null ? '' : html`<strong>${about}</strong>. `}${sentence(reason)}${others === 0 ? '' : ` (${others} more with this verdict.)`}</p>
<p class="lead"><strong>Next:</strong> ${sentence(next)}</p>
${report_only ? html`<p class="stamp">Report only: the exit code of this run says nothing.</p>\n` : ''}${preview ? html`<p class="stamp">Preview: uncommitted files were judged; sign-offs count only for commits.</p>\n` : ''}<dl>
<div><dt>Base, which judges</dt><dd>${code(base)}</dd></div>
<div><dt>Head, judged</dt><dd>${head === null ? 'the work tree' : code(head)}</dd></div>
<div><dt>Policy</dt><dd>${code(policy_digest)}</dd></div>
<div><dt>Judged for</dt><dd>${evaluated_at}</dd></div>
</dl>
</header>
`;
}

function renderWhole(report: CheckReport): Html {
  const told = tellRun(report);
  if (told.length === 0) return html``;
  return html`<section aria-labelledby="run-title">
<h2 id="run-title">Before anything else</h2>
${renderHolding(told)}</section>
`;
}

function renderContents(
  { governance }: CheckReport,
  parts: readonly { release: ReleaseReport; id: string }[],
): Html {
  if (parts.length + (governance === null ? 0 : 1) < 2) return html``;
  const items = parts.map(
    ({ release, id }) =>
      html`<li><a href="#${id}">${release.release.replace('/', ' ')}</a> ${verdictBadge(release.verdict)} ${sentence(describeRelease(release).reason)}</li>\n`,
  );
  const change =
    governance === null
      ? ''
      : html`<li><a href="#governance">${(governance.release ?? 'governed files').replace('/', ' ')}</a> ${verdictBadge(governance.verdict)}</li>\n`;
  return html`<nav aria-labelledby="contents"><h2 id="contents">Judged</h2>
<ul>
${items}${change}</ul></nav>
`;
}
