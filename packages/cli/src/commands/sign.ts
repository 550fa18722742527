import { GatehouseError } from '@gatehouse/contracts';
import { openWriter } from '@gatehouse/git/write';
import { openRun } from '@gatehouse/judge';
import { type Decision, governancePath } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { pushBranch, requireNotBehindOrigin } from '../push.ts';
import { requireOwnBranch, tellDetached } from '../signing-branch.ts';
import { signGovernance } from './sign-governance.ts';
import type { SignOptions } from './sign-options.ts';
import { signRelease } from './sign-release.ts';

/** `gate sign`: shows what is signed and makes the signed commit, after checking all that can be checked before it. */
export async function sign(host: Host, name: string, options: SignOptions): Promise<number> {
  const decision = decisionOf(options);
  const run = await openRun(host, options);
  try {
    const writer = openWriter(run.repository.location.root, host);
    const branch = await writer.headRef();
    requireOwnBranch(branch, run.target);
    if (options.push) await requireNotBehindOrigin(run, writer, branch);
    const plain = name.replace(/^releases\//, '').replace(/\/$/, '');
    const code =
      plain.split('/')[0] === governancePath
        ? await signGovernance(host, run, writer, { ...options, decision, branch })
        : await signRelease(host, run, writer, { name, decision, branch, options });
    if (code === exitCodes.ready) {
      tellDetached(host, branch);
      if (options.push) await pushBranch(host, writer, branch);
    }
    return code;
  } finally {
    run.repository.close();
  }
}

function decisionOf(options: SignOptions): Decision {
  const asked = [
    ...(options.withdraw ? (['withdraw'] as const) : []),
    ...(options.breakGlass ? (['break-glass'] as const) : []),
    ...(options.ratify ? (['ratify'] as const) : []),
  ];
  if (asked.length > 1) throw usage(`--${asked.join(' and --')} exclude each other`, 'Give one of them.');
  const decision = asked[0] ?? 'approve';
  if (decision === 'withdraw' && options.notAuthor)
    throw usage('a withdrawal holds, whoever wrote the release', 'Leave --not-author out.');
  if (decision === 'break-glass' && (options.reason === undefined || options.until === undefined)) {
    throw usage('glass is broken with a reason and an end', 'Add --reason "<why>" --until <YYYY-MM-DD>.');
  }
  return decision;
}

function usage(message: string, hint: string): GatehouseError {
  return new GatehouseError('usage.value', message, { hint });
}
