import { GatehouseError } from '@gatehouse/contracts';
import { loadTrustRoot } from '@gatehouse/facts';
import type { Writer } from '@gatehouse/git/write';
import { governingCommits, judgeRun, type Run, readChange } from '@gatehouse/judge';
import { escapeTerminal, type GovernanceReport, renderText } from '@gatehouse/report';
import { type Decision, formatSignoffMessage, governancePath } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { makeSignoff, moveToSignoff, requireCounted } from '../place-signoff.ts';
import { readAuthorship } from '../read-authorship.ts';
import { requireNotAuthor } from '../require-not-author.ts';
import { confirmed, requireClean, requireSigner } from '../signer.ts';
import { readSigningKey } from '../signing-key.ts';
import type { SignOptions } from './sign-options.ts';

/** `gate sign governance/<version>`: for a change of trust root, policies, plugins or engine. */
export async function signGovernance(
  host: Host,
  run: Run,
  writer: Writer,
  options: SignOptions & { decision: Decision; branch: string },
): Promise<number> {
  const { decision, role, branch } = options;
  if (decision !== 'approve' && decision !== 'withdraw') throw noWayAround();
  await requireClean(writer, '.');
  const report = await judgeRun(host, run, {});
  const governance = report.governance;
  if (governance === null) throw nothingGoverned();
  if (governance.release === null || governance.digest === null || !isSignable(governance)) {
    host.stdout.write(renderText(report, { color: host.stdout.color }));
    host.stderr.write('Not signed: the change has problems that no sign-off mends.\n');
    return exitCodes.blocked;
  }
  const roots = [run.base.trustRoot, await loadTrustRoot(run.head)];
  const { principal } = requireSigner({
    host,
    roots,
    fingerprint: await readSigningKey(writer, run.repository.location.root),
    role,
    folder: governancePath,
  });
  const { release, digest, changed } = governance;
  if (decision === 'approve') {
    const commits = await governingCommits(await readChange(host, run));
    const signer = { principal, onBehalfOf: null, denies: Boolean(options.notAuthor) };
    requireNotAuthor('this change', await readAuthorship(commits, roots), signer);
  }
  const lines = [
    `${decision === 'withdraw' ? 'Withdraw' : 'Sign'} as ${principal} for ${role}:`,
    `  ${release}: a change of ${changed.join(', ')}`,
    `  digest ${digest}`,
    `  read it first: git diff ${run.fork.commit?.slice(0, 10)} ${run.headCommit.slice(0, 10)} -- ${changed.join(' ')}`,
  ];
  host.stdout.write(`${lines.map(escapeTerminal).join('\n')}\n`);
  if (!(await confirmed(host, options.yes))) return exitCodes.inconclusive;
  const text = {
    release,
    role,
    decision,
    project: run.base.trustRoot.root.project,
    target: run.target.branch,
    digest,
  };
  const signed = await makeSignoff(
    run,
    writer,
    formatSignoffMessage({
      ...text,
      root: run.base.trustRoot.root.version,
      ...(options.until === undefined ? {} : { until: options.until }),
      ...(options.reason === undefined ? {} : { reason: options.reason }),
      ...(options.notAuthor ? { denies: 'authorship' } : {}),
    }),
  );
  const { governance: next } = await judgeRun(host, signed, {});
  if (next === null) throw nothingGoverned();
  requireCounted(signed, next.candidates, decision);
  await moveToSignoff(writer, branch, run, signed);
  const said = decision === 'withdraw' ? 'Withdrawn' : 'Signed';
  host.stdout.write(`${said}: commit ${signed.headCommit.slice(0, 10)}. ${nextStep(next)}\n`);
  return exitCodes.ready;
}

/** Whether nothing but people is missing. */
function isSignable({ verdict }: GovernanceReport): boolean {
  return verdict !== 'blocked';
}

function nextStep({ release, quorum }: GovernanceReport): string {
  const open = quorum.filter(({ need, have }) => have.length < need);
  return open.length > 0
    ? `Still to sign: ${open.map(({ root, role }) => `${role} of the ${root} trust root`).join(', ')}.`
    : `All have signed: pnpm gate promote ${release}`;
}

function nothingGoverned(): GatehouseError {
  return new GatehouseError('usage.value', 'this branch changes no governed file', {
    hint: 'Check out the branch of the change: policies, plugins, engine or trust root.',
  });
}

function noWayAround(): GatehouseError {
  return new GatehouseError('usage.value', 'governed files are approved or not: there is no glass to break', {
    hint: 'Ask those who govern to sign: pnpm gate sign governance/<version> --role <role>.',
  });
}
