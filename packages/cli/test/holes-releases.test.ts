import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  askDoors,
  auditOf,
  commitAsStranger,
  expectPassed,
  expectRefused,
  land,
  pushCodes,
  wait,
} from './doors.ts';
import { createProposal, createSigned, createTeam, signAll, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;

const people: Record<string, string> = {
  product: 'katherine',
  sre: 'margaret',
  security: 'radia',
  risk: 'emmy',
  clinical: 'florence',
  data: 'grace',
};

/** A release whose model card lies outside of its folder, proposed on a branch and signed by all. */
async function createOutside(bring: (team: Team) => void = () => {}): Promise<Team> {
  const team = createProposal();
  team.edit(`${folder}/release.yaml`, (text) =>
    text.replace('path: model-card.md', 'path: ../../../models/card.md'),
  );
  team.write('models/card.md', '# A model card\n');
  bring(team);
  team.commit('The model card lies in models/');
  await signAll(team, release);
  team.as('ada');
  expect((await team.gate('promote', release)).code).toBe(0);
  return team;
}

test('what a promoted release has outside of its folder stays as it was signed', async () => {
  const team = await createOutside();
  expect(team.read(`${folder}/release.yaml`)).toContain('../../../models/card.md');
  await expectPassed(team, 'promoted');
  const swaps: [string, () => unknown, code?: string][] = [
    ['other bytes', () => team.write('models/card.md', '# Another\n')],
    ['gone', () => team.git('rm', '--quiet', 'models/card.md')],
    ['a program', () => chmodSync(join(team.root, 'models/card.md'), 0o755)],
    ['one with it on macOS', () => team.write('models/Card.md', '# Another\n')],
    [
      'a link in the place of its folder',
      () => {
        team.write('other/card.md', '# Another\n');
        team.git('rm', '-r', '--quiet', 'models');
        symlinkSync('other', join(team.root, 'models'));
      },
      // It is governed as well, and no path that leads elsewhere is.
      'input.path',
    ],
    [
      'a file in the place of its folder',
      () => {
        team.git('rm', '-r', '--quiet', 'models');
        team.write('models', 'x\n');
      },
      'change.version_not_next',
    ],
    [
      'a folder in its place',
      () => {
        team.git('rm', '--quiet', 'models/card.md');
        team.write('models/card.md/x', 'x\n');
      },
    ],
  ];
  for (const [what, swap, code = 'refused.promoted'] of swaps) {
    await land(team, () => {
      swap();
      team.commit(`Swap it: ${what}`);
    });
    await expectRefused(team, code);
    team.git('reset', '--hard', '--quiet', 'main^1');
  }
  // Pushed without a merge it is the same.
  team.write('models/card.md', '# Another\n');
  team.commit('Swap it at once');
  await expectRefused(team, 'refused.promoted');
  team.git('reset', '--hard', '--quiet', 'main^1');
  await land(team, () => {
    team.write('models/other.md', '# Another model\n');
    team.commit('Something else');
  });
  await expectPassed(team, 'unrelated');
});

test('who wrote a file outside of the folder is an author', async () => {
  const team = createProposal();
  team.edit(`${folder}/release.yaml`, (text) =>
    text.replace('path: model-card.md', 'path: ../../../models/card.md'),
  );
  team.commit('It refers to it');
  team.as('katherine');
  team.write('models/card.md', '# By katherine\n');
  team.commit('The model card');
  const { authors } = (await team.check()).releases[0] as unknown as { authors: string[] };
  const refused = await team.gate('sign', release, '--role', 'product', '--yes');
  expect([refused.code, authors ?? refused.err]).toEqual([3, expect.stringContaining('katherine wrote')]);
});

test('which files may be run is signed, and stays', async () => {
  const team = await createSigned();
  chmodSync(join(team.root, `${folder}/release.yaml`), 0o755);
  team.commit('A program');
  const report = await team.check();
  expect(report.releases[0]?.candidates.map(({ reason }) => reason)).toEqual(['stale', 'stale', 'stale']);
  team.git('reset', '--hard', '--quiet', 'HEAD^');
  expect((await team.gate('promote', release)).code).toBe(0);
  await expectPassed(team, 'promoted');
  await land(team, () => {
    chmodSync(join(team.root, `${folder}/release.yaml`), 0o755);
    team.commit('A program');
  });
  await expectRefused(team, 'inventory.promoted_changed');
});

test('what comes from a commit that was left behind has no known author', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  // Promoted beside it: the commits of another release, whose files were taken out.
  await land(team, async () => {
    team.addRelease(release);
    team.as('katherine');
    team.commit('By katherine, who signs it too');
    team.git('branch', 'prepared');
    team.git('rm', '-r', '--quiet', folder);
    team.as('ada');
    team.commit('Take it out');
    team.write('docs/a.md', 'x\n');
    team.commit('Something else');
  });
  await expectRefused(team, 'refused.left_behind');
  // On a forge without the hook it is there now; what it left behind cannot be brought in without its author.
  await land(
    team,
    () => {
      team.write(`${folder}/notes.txt`, 'By the bot\n');
      team.commit('One commit of somebody else');
    },
    'prepared',
    '--strategy',
    'ours',
  );
  const tree = team.git('rev-parse', 'landing^{tree}');
  const merge = team.git('commit-tree', '-S', '-p', 'main^1', '-p', 'landing', '-m', 'Merge', tree);
  team.git('update-ref', 'refs/heads/main', merge);
  team.git('reset', '--hard', '--quiet', 'main');
  await expectRefused(team, 'refused.left_behind');
});

test('time does not walk back by a little each', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const clock = `${team.env.GIT_COMMITTER_DATE}`;
  const verdicts: string[] = [];
  for (const back of [0, -250, -200]) {
    wait(team, back);
    await land(team, () => {
      team.write('docs/a.md', `${back}\n`);
      team.commit('A little earlier');
    });
    const codes = await pushCodes(
      team,
      team.git('rev-parse', 'main^1'),
      team.git('rev-parse', 'main'),
      clock,
    );
    verdicts.push(codes.join());
  }
  expect(verdicts).toEqual(['', '', 'backdated']);
  wait(team, 3600);
  const { steps } = await auditOf(team);
  expect(steps.map(({ verdict }) => verdict)).toEqual(['unrelated', 'unrelated', 'bypass']);
  expect((await team.gate('replay', 'main')).code).not.toBe(0);
});

test('a step that cannot be judged breaks the chain of trust, and audit --since says so', async () => {
  const team = createTeam();
  const genesis = team.git('rev-parse', 'main');
  // Two steps that nobody can judge: the first has a tree that no reader takes, the second the weaker policy.
  const good = team.git('rev-parse', 'main^{tree}');
  const odd = team.git('cat-file', 'tree', good);
  expect(odd).not.toBe('');
  const listed = team.git('ls-tree', good).split('\n');
  const twice = [...listed, listed.at(-1) as string];
  const raw = Buffer.concat(
    twice.map((line) => {
      const [, mode = '', id = '', name = ''] = /^0?(\d+) \w+ ([0-9a-f]+)\t(.*)$/.exec(line) ?? [];
      return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
    }),
  );
  team.write('raw', raw.toString('latin1'));
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(team.home, 'raw'), raw);
  team.git('clean', '--force', '--quiet');
  const bad = team.git('hash-object', '-t', 'tree', '-w', '--literally', join(team.home, 'raw'));
  const first = team.git('commit-tree', '-S', '-p', genesis, '-m', 'A tree that cannot be read', bad);
  team.edit('policies/data/quorums.yaml', (text) => `${text}# Whatever is changed here.\n`);
  team.git('add', '--all');
  const weak = team.git('write-tree');
  const second = team.git('commit-tree', '-S', '-p', first, '-m', 'Mend it, and ask nobody', weak);
  team.git('update-ref', 'refs/heads/main', second);
  team.git('reset', '--hard', '--quiet', 'main');
  await land(team, async () => {
    team.addRelease('credit-scorer/1.0.0');
    team.commit('Propose it');
    for (const { role } of (await team.check()).releases[0]?.signoffs ?? []) {
      team.as(people[role] as string);
      expect(await team.gate('sign', 'credit-scorer/1.0.0', '--role', role, '--yes')).toMatchObject({
        code: 0,
      });
    }
  });
  const whole = await auditOf(team);
  expect(whole.steps.map(({ verdict, reasons }) => [verdict, reasons[0]?.code])).toEqual([
    ['unverifiable', 'git.object'],
    ['unverifiable', 'git.object'],
    ['unverifiable', 'untrusted-base'],
  ]);
  const since = await auditOf(team, '--since', second);
  expect(since.steps).toHaveLength(1);
  expect(since.code).toBe(2);
  await land(team, () => {
    team.write('docs/a.md', 'x\n');
    team.commit('Something else');
  });
  const later = await auditOf(team, '--since', 'refs/heads/main^1');
  expect([later.code, later.steps[0]?.verdict, later.untrusted_since]).toEqual([2, 'unrelated', first]);
});

test('a history that was made anew with the same trust root is another one', async () => {
  const team = await createSigned();
  expect((await team.gate('promote', release)).code).toBe(0);
  const honest = await auditOf(team);
  const pins = [honest.genesis.digest, honest.genesis.commit];
  for (const pin of pins) expect((await auditOf(team, '--genesis', pin)).code).toBe(0);
  expect(honest.genesis.releases).toEqual(['credit-scorer/1.0.0']);

  const forge = async (change: () => void) => {
    team.git('checkout', '--quiet', '--force', '--detach', honest.genesis.commit);
    if (team.git('branch', '--list', 'anew') !== '') team.git('branch', '--quiet', '-D', 'anew');
    team.git('checkout', '--quiet', '--orphan', 'anew');
    change();
    team.git('add', '--all');
    commitAsStranger(team, 'The state of production');
    team.git('branch', '--force', 'main', 'anew');
    await land(team, () => {
      team.write('docs/a.md', 'x\n');
      team.commit('Something else');
    });
    for (const pin of pins) {
      expect(await team.gate('audit', '--genesis', pin)).toMatchObject({
        code: 3,
        err: expect.stringContaining('config.trust_root'),
      });
    }
  };
  await forge(() =>
    team.write('policies/data/quorums.yaml', 'low: {}\nmedium: {}\nhigh: {}\ncritical: {}\n'),
  );
  await forge(() => team.addRelease(release));
  await forge(() => chmodSync(join(team.root, 'policies/main.rego'), 0o755));
});

test('an outcome plants no release', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  await land(team, () => {
    team.write(
      `${folder}/outcome.yaml`,
      'schema: gatehouse/outcome@1\nname: credit-scorer\nversion: 1.1.0\n',
    );
    team.commit('An outcome of nothing');
  });
  expect((await askDoors(team)).hook).not.toEqual([]);
  // Where it is there already, it goes away, or becomes a release.
  const planted = team.git('rev-parse', 'main');
  await land(team, () => {
    team.git('rm', '-r', '--quiet', folder);
    team.commit('Take it out');
  });
  await expectPassed(team, 'unrelated');
  team.git('reset', '--hard', '--quiet', planted);
  team.git('checkout', '--quiet', '-b', `release/${release.replace('/', '-')}`);
  team.addRelease(release);
  team.commit('Propose it');
  await signAll(team, release);
  team.as('ada');
  expect(await team.gate('promote', release)).toMatchObject({ code: 0 });
});
