import { describe, expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { createHost, createTeam, type Team } from './team.ts';

// As from the day on which confirmations must be signed: the rules of the base have no date.
const release = 'credit-scorer/1.1.0';
const yaml = `releases/${release}/release.yaml`;
const rules = 'policies/gates/checklist/signed.rego';

/** `main` demands signatures; a branch of ada's proposes 1.1.0, as it is or as `write` makes it. */
function propose(write: (team: Team) => void = () => {}): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit(rules, (text) => text.replace(/^# {3}effective_on: .*\n/gm, ''));
  team.commit('Names have to be signed for');
  team.git('checkout', '--quiet', '-b', 'release/credit-scorer-1.1.0');
  team.addRelease(release);
  write(team);
  team.commit('Propose credit-scorer 1.1.0');
  return team;
}

/** Two more people are named who are said to have confirmed things: the way it was done before. */
function nameMany(team: Team): void {
  const names = { data: 'grace', security: 'radia', privacy: 'radia' };
  team.edit(yaml, (text) =>
    text.replace(/ {2}- module: (data|security|privacy)\n[\s\S]*?(?=\n {2}- module|\n\n)/g, (part, module) =>
      part.replace(
        /\{id: [a-z-]+/g,
        `$&, confirmed_by: ${names[module as keyof typeof names]}, confirmed_on: 2026-11-16`,
      ),
    ),
  );
}

const signers = [
  ['katherine', 'product'],
  ['margaret', 'sre'],
  ['emmy', 'risk'],
] as const;

async function sign(team: Team, person: string, role: string): Promise<void> {
  team.as(person);
  const { code, err } = await team.gate('sign', release, '--role', role, '--yes');
  expect(err).toBe('');
  expect(code).toBe(0);
}

async function open(team: Team): Promise<Record<string, string>> {
  const report = await team.check();
  const [judged] = report.releases;
  const found = judged?.gates.flatMap(({ findings }) => findings) ?? [];
  const waiting = found.filter(({ code }) => code.startsWith('checklist.'));
  return Object.fromEntries(waiting.map(({ code, subject, message }) => [`${code} ${subject}`, message]));
}

describe('confirmations', () => {
  test('three people sign a release of tier high once each, and it is ready', async () => {
    const team = propose();
    expect(Object.keys(await open(team))).toEqual(
      expect.arrayContaining(['checklist.statement_unsigned sre', 'checklist.item_unconfirmed sre']),
    );
    for (const [person, role] of signers) await sign(team, person, role);
    const { verdict } = await team.check();
    expect(verdict).toBe('ready');
    expect(team.git('rev-list', '--count', 'main..HEAD')).toBe('4');
    expect(team.git('log', '-1', '--format=%B')).toMatch(
      /^Gatehouse-Confirms: statements\/risk-accepted@1 expectations,review,waivers sha256:[0-9a-f]{64}$/m,
    );
  });

  test('whoever the release names has to sign it, and is told so by name', async () => {
    const team = propose(nameMany);
    for (const [person, role] of signers) await sign(team, person, role);
    expect((await team.check()).verdict).toBe('inconclusive');
    expect(await open(team)).toMatchObject({
      'checklist.name_unsigned radia': expect.stringContaining('privacy/minimisation'),
      'checklist.name_unsigned grace': expect.stringContaining('data/no-leakage'),
    });
    for (const person of ['radia', 'grace']) {
      team.as(person);
      expect(await team.gate('confirm', release, '--yes')).toMatchObject({ code: 0, err: '' });
    }
    expect((await team.check()).verdict).toBe('ready');
  });

  test('an answer outlives an edit elsewhere, and not one of what it rests on', async () => {
    const team = propose();
    team.as('margaret');
    await team.gate('confirm', release, '--yes');
    const before = await open(team);
    expect(before).not.toHaveProperty(['checklist.statement_unsigned sre']);
    team.as('ada');
    team.edit(yaml, (text) => text.replace('summary: >-\n', 'summary: >-\n  Anew.\n'));
    team.commit('Another summary');
    expect(await open(team)).toEqual(before);
    team.write(`releases/${release}/runbooks/rollback.md`, 'Do not.\n');
    team.edit(yaml, (text) => text.replace('above 2 %, window: 5 minutes', 'above 9 %, window: 5 minutes'));
    team.commit('Another runbook, and another trigger');
    const after = await open(team);
    expect(after['checklist.item_unconfirmed sre']).toBe(
      'Nobody with the role sre has confirmed incident-response/stop-harm, operational-readiness/runbook-tried',
    );
    expect(after['checklist.statement_unsigned sre']).toContain('statements/alerts-fired');
    expect(after['checklist.name_unsigned margaret']).toContain('statements/rehearsed');
  });
});

/** A command line where somebody can be asked. */
async function play(team: Team, answer: (question: string) => string, ...args: string[]) {
  const said = { out: '', err: '' };
  const host = createHost(team.root, team.env, () => new Date(`${team.env.GIT_COMMITTER_DATE}`), said);
  const code = await run(args, { ...host, ask: async (question) => answer(question) });
  return { code, ...said };
}

describe('gate confirm', () => {
  test('shows each question with what it rests on, and takes a no for a no', async () => {
    const team = propose();
    team.as('margaret');
    const asked: string[] = [];
    const answers = (question: string) => {
      asked.push(question);
      return asked.length === 2 ? 'y' : 'n';
    };
    const { code, out } = await play(
      team,
      answers,
      'confirm',
      release,
      'operational-readiness/on-call',
      'statements/rehearsed',
    );
    expect(code).toBe(0);
    expect(asked).toEqual(['    Is that so? [y/N] ', '    Is that so? [y/N] ']);
    expect(out).toContain(
      'says: The scoring rotation, five people of sre; they tried the pager on this day.',
    );
    expect(out).toContain('rests on rollback:, the artifacts');
    expect(team.git('log', '-1', '--format=%B')).toMatch(
      /^Confirm credit-scorer\/1\.1\.0 as sre\n[\s\S]*Decision: confirm\n[\s\S]*Confirms: statements\/rehearsed@1 rollback sha256:\w{64}$/,
    );
    const nothing = await play(team, () => 'n', 'confirm', release);
    expect([nothing.code, nothing.out]).toEqual([2, expect.stringContaining('Nothing was confirmed.')]);
  });

  test.each<[string, string, string[], number, RegExp]>([
    ['an item that is not asked', 'margaret', ['security/secret'], 3, /does not ask for security\/secret/],
    [
      'an item of others',
      'katherine',
      ['security/secrets'],
      3,
      /katherine cannot confirm security\/secrets.*\n.*security or sre/,
    ],
    ['what the release says of somebody else', 'emmy', ['statements/rehearsed'], 3, /emmy cannot confirm/],
    ['an author', 'ada', ['statements/origin'], 3, /ada wrote this release/],
  ])('refuses %s', async (_name, person, items, code, message) => {
    const team = propose();
    team.as(person);
    const head = team.git('rev-parse', 'HEAD');
    const said = await team.gate('confirm', release, ...items, '--yes');
    expect(said.code).toBe(code);
    expect(said.err).toMatch(message);
    expect(team.git('rev-parse', 'HEAD')).toBe(head);
  });

  test('nobody is asked where nobody can be', async () => {
    const team = propose();
    team.as('margaret');
    expect(await team.gate('confirm', release)).toMatchObject({
      code: 3,
      err: expect.stringContaining('add --yes'),
    });
  });

  test('an answer is withdrawn with the approval', async () => {
    const team = propose();
    for (const [person, role] of signers) await sign(team, person, role);
    expect((await team.check()).verdict).toBe('ready');
    team.as('emmy');
    expect(await team.gate('sign', release, '--role', 'risk', '--withdraw', '--yes')).toMatchObject({
      code: 0,
    });
    expect(await open(team)).toMatchObject({
      'checklist.name_unsigned emmy': expect.stringContaining('risk-accepted'),
    });
  });

  test('what was confirmed is part of the promotion, and is proven with it', async () => {
    const team = propose();
    for (const [person, role] of signers) await sign(team, person, role);
    team.as('ada');
    expect(await team.gate('promote', release)).toMatchObject({ code: 0 });
    const { code, out } = await team.gate('replay', 'main');
    expect(out).toMatch(/promoted|ready/);
    expect(code).toBe(0);
  });
});
