import { createHash } from 'node:crypto';
import { allowedSigners, readTrustRoot } from '@gatehouse/signoff';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProposal, createTeam, signAll, type Team } from './team.ts';

const rootFile = 'policies/trust/root.yaml';

/** Raises the version as `gate trust bump` does. */
function bump(team: Team, change = (text: string) => text): void {
  const before = team.git('show', `main:${rootFile}`);
  const digest = createHash('sha256').update(`${before}\n`).digest('hex');
  const version = Number(/^version: (\d+)$/m.exec(before)?.[1]) + 1;
  team.edit(rootFile, (text) =>
    change(text)
      .replace(/^version: .*$/m, `version: ${version}`)
      .replace(/^previous: .*$/m, `previous: sha256:${digest}`),
  );
  team.write(
    'policies/trust/allowed_signers',
    allowedSigners(readTrustRoot(parse(team.read(rootFile))).root),
  );
}

function weaken(team: Team): void {
  team.edit('policies/data/quorums.yaml', (text) => text.replace('sre: 1', 'sre: 1, security: 1'));
}

function proposePolicy(): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'policy');
  weaken(team);
  bump(team);
  team.commit('Ask security too');
  return team;
}

const codes = (report: { governance: { findings: { code: string }[] } | null }) =>
  report.governance?.findings.map(({ code }) => code);

test('a change of a policy waits for those who govern, and is promoted by a merge when they have signed', async () => {
  const team = proposePolicy();
  const waiting = await team.check();
  expect(waiting).toMatchObject({
    verdict: 'inconclusive',
    governance: { release: 'governance/2', verdict: 'inconclusive', changed: ['policies/'] },
  });
  expect(codes(waiting)).toEqual(['change.new_quorum', 'change.old_quorum', 'change.data_changed']);
  expect((await team.gate()).out).toMatch(
    /! quorums\.\S+: 1; before: nothing {2}change\.data_changed\n +→ Look at it before you sign/,
  );
  expect((await team.gate('promote', 'governance/2')).code).toBe(2);

  team.as('hypatia');
  expect(await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/All have signed/),
  });
  const signed = await team.check();
  expect([signed.verdict, codes(signed)]).toEqual(['ready', ['change.data_changed']]);
  expect((await team.gate('promote', 'governance/2')).code).toBe(0);
  const { code, out } = await team.gate('audit');
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/governance/) });
});

test('the author of the change, and who does not govern, can not sign it', async () => {
  const team = proposePolicy();
  team.as('emmy');
  expect((await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).code).toBe(3);
  team.as('hypatia');
  team.edit('policies/data/quorums.yaml', (text) => text.replace('security: 1', 'security: 2'));
  team.commit('And one more');
  const signed = await team.gate('sign', 'governance/2', '--role', 'governance', '--yes');
  expect(signed.code).not.toBe(0);
  expect(codes(await team.check())).toContain('change.old_quorum');
});

test('a change after signing voids the sign-off, and a withdrawal takes it back', async () => {
  const team = proposePolicy();
  team.as('hypatia');
  await team.gate('sign', 'governance/2', '--role', 'governance', '--yes');
  await team.gate('sign', 'governance/2', '--role', 'governance', '--withdraw', '--yes');
  expect((await team.check()).verdict).toBe('inconclusive');
  await team.gate('sign', 'governance/2', '--role', 'governance', '--yes');
  expect((await team.check()).verdict).toBe('ready');
  team.as('ada');
  team.edit('policies/data/quorums.yaml', (text) => text.replace('security: 1', 'security: 2'));
  team.commit('A little more');
  expect((await team.check()).verdict).toBe('inconclusive');
});

test('without a new version, with another past, or with a stale list of signers it is blocked', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'policy');
  weaken(team);
  team.commit('No version');
  expect(codes(await team.check())).toEqual(
    expect.arrayContaining(['change.version_not_next', 'change.previous_differs']),
  );
  bump(team);
  team.edit(rootFile, (text) => text.replace(/^previous: .*$/m, `previous: sha256:${'0'.repeat(64)}`));
  team.edit('policies/trust/allowed_signers', (text) => `${text}# mine\n`);
  team.commit('Another past');
  const report = await team.check();
  expect(report.verdict).toBe('blocked');
  expect(codes(report)).toEqual(expect.arrayContaining(['change.previous_differs', 'change.signers_stale']));
});

test('a policy that does not compile is blocked before it lands', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'policy');
  team.edit('policies/main.rego', (text) => `${text}\nthis is not rego {\n`);
  bump(team);
  team.commit('Break it');
  const report = await team.check();
  expect(report.verdict).toBe('blocked');
  expect(report.governance?.findings).toContainEqual({
    code: 'change.policy_broken',
    severity: 'block',
    message: expect.stringMatching(/^policies\/main\.rego:\d+: /),
    remedy: 'Run pnpm gate policy check and mend what it names.',
  });
  // Nothing is said of its rules, as if all had gone.
  expect(codes(report)).not.toContain('change.rule_removed');
});

test('who signs is told which rules go away or become softer', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'policy');
  team.edit('policies/gates/signoff/signoff.rego', (text) =>
    text.replace(/(code: signoff.role_missing\n# {3}waivable: false\n# {3}severity: )wait/, '$1warn'),
  );
  team.edit('policies/gates/parity/parity.rego', (text) =>
    text
      .replaceAll('rules.infrastructure_unversioned', 'rules.infrastructure_versioned')
      .replaceAll('parity.infrastructure_unversioned', 'parity.infrastructure_versioned'),
  );
  bump(team);
  team.commit('Be milder');
  const { governance } = await team.check();
  expect(governance).toMatchObject({ verdict: 'inconclusive' });
  const warned = governance?.findings.filter(({ severity }) => severity === 'warn');
  expect(warned?.map(({ message }) => message)).toEqual([
    'the rule parity.infrastructure_unversioned goes away',
    'the rule signoff.role_missing becomes softer: wait (waivable: false) is now warn (waivable: false)',
  ]);
});

test('it never rides with a release', async () => {
  const team = createProposal();
  weaken(team);
  bump(team);
  team.commit('And a policy');
  team.as('hypatia');
  expect((await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).code).toBe(1);
  expect((await team.check()).verdict).toBe('blocked');
});

test('a trust root is handed over only with keys of the old root and of the new', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'trust');
  team.as('hedwig');
  const key = team.read('../keys/hedwig.pub').trim();
  team.as('ada');
  bump(team, (text) =>
    text.replace(/^ {2}hypatia:.*$/m, (line) => line.replace(/keys: \[.*\]/, `keys: [${key}]`)),
  );
  team.commit('A new key for Hypatia');
  team.as('hypatia');
  await team.gate('sign', 'governance/2', '--role', 'governance', '--yes');
  expect(codes(await team.check())).toEqual(['change.new_quorum']);
  team.as('hedwig');
  expect((await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).code).toBe(0);
  expect((await team.check()).verdict).toBe('ready');
});

test('the older policies can not come back with the sign-off that once let them in', async () => {
  const team = proposePolicy();
  team.as('hypatia');
  await team.gate('sign', 'governance/2', '--role', 'governance', '--yes');
  await team.gate('promote', 'governance/2');
  const signed = team.git('rev-parse', 'policy');
  team.git('checkout', '--quiet', '-b', 'policy-3', 'main');
  team.as('ada');
  team.edit('policies/data/quorums.yaml', (text) => text.replace('security: 1', 'security: 2'));
  bump(team);
  team.commit('Stricter');
  team.as('hypatia');
  await team.gate('sign', 'governance/3', '--role', 'governance', '--yes');
  await team.gate('promote', 'governance/3');
  team.git('checkout', '--quiet', '-b', 'back', 'main');
  team.git('checkout', signed, '--', 'policies');
  team.as('ada');
  team.commit('Back');
  expect(codes(await team.check())).toEqual(
    expect.arrayContaining(['change.version_not_next', 'change.previous_differs', 'change.old_quorum']),
  );
});

test('a release is judged by the new policy once that is on main', async () => {
  const team = proposePolicy();
  team.as('hypatia');
  await team.gate('sign', 'governance/2', '--role', 'governance', '--yes');
  await team.gate('promote', 'governance/2');
  team.git('checkout', '--quiet', '-b', 'release/credit-scorer-1.1.0', 'main');
  team.as('ada');
  team.addRelease('credit-scorer/1.1.0');
  team.commit('Propose credit-scorer 1.1.0');
  await signAll(team);
  expect((await team.check()).verdict).toBe('inconclusive');
  team.as('radia');
  await team.gate('sign', 'credit-scorer/1.1.0', '--role', 'security', '--yes');
  expect((await team.check()).verdict).toBe('ready');
});

test('what a plugin uses and did not declare is shown to those who sign it, and so is one that cannot be read', async () => {
  const team = createTeam();
  team.git('checkout', '--quiet', '-b', 'plugins');
  team.edit('plugins/lineage/src/plugin.ts', (text) => `import { connect } from 'node:net';\n${text}`);
  team.edit('plugins/test-report/src/config.ts', (text) => `${text}\n// No harm.\n`);
  team.edit('plugins/example-python/measure.py', (text) => `${text}\n# No harm.\n`);
  team.write('plugins/privacy/package.json', '{');
  team.write('plugins/fairness/src/large.ts', `// ${'x'.repeat(5_000_000)}`);
  bump(team);
  team.commit('Change plugins');
  const { governance } = await team.check();
  const told = governance?.findings.filter(({ code }) => code === 'change.plugin_capability');
  expect(told?.map(({ severity, message }) => [severity, message.replace(/ \(.*/, '')])).toEqual([
    ['warn', 'the plugin example-python: a program, what it uses was not looked at'],
    ['warn', expect.stringMatching(/^the plugin fairness: .*large\.ts: .* has \d+ bytes, more than/)],
    ['warn', 'the plugin lineage: import of node:net'],
    ['warn', expect.stringMatching(/^the plugin privacy: .*package\.json/)],
  ]);
}, 60_000);
