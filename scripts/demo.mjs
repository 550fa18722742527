// @ts-check
// `pnpm demo`: the whole story in a temporary repository with throw-away keys. Every step says what it expects, and
// the demo fails when the gate answers otherwise.

import { createStage } from './demo-stage.mjs';
import { ensureBuilt } from './ensure-built.mjs';

ensureBuilt();
const started = Date.now();
const stage = createStage();
try {
  await play();
  stage.say(
    `\nDone in ${Math.round((Date.now() - started) / 1000)} s. Nothing was left behind: the repository and its keys are deleted.`,
  );
} finally {
  stage.remove();
}

async function play() {
  const release = 'credit-scorer/1.1.0';
  const folder = `releases/${release}`;

  stage.chapter('A new release is blocked: it answers none of the questions');
  stage.as('ada');
  stage.gate(['new', 'credit-scorer', '1.1.0', '--tier', 'high', '--profile', 'finance', '--branch'], {
    expect: 0,
  });
  stage.gate(['--worktree'], { expect: 1, show: 14 });

  stage.chapter('The team fills it in. The data of production has drifted, and the gate catches it');
  stage.fillIn(folder);
  await stage.drift(`${folder}/data/production-window.parquet`, `${folder}/release.yaml`);
  stage.gate(['validate', release], { expect: 0 });
  stage.gate(['--worktree', release], { expect: 1, only: /threshold_missed|psi|BLOCKED/ });

  stage.chapter('With the honest window only that is measured again, and the release waits for people');
  stage.restore(`${folder}/data/production-window.parquet`, `${folder}/release.yaml`);
  stage.gate(['validate', release], { expect: 0 });
  stage.commit('Propose credit-scorer 1.1.0', folder);
  stage.gate([], { expect: 2, only: /INCONCLUSIVE|sign-offs|→ pnpm/ });

  stage.chapter('Ada wrote it and can not sign it; three others can');
  stage.gate(['sign', release, '--role', 'engineer', '--yes'], { expect: 3 });
  signAll(release);
  stage.gate([], { expect: 0, only: /READY|sign-offs/ });

  stage.chapter('A change after signing voids every signature');
  stage.as('ada');
  stage.edit(`${folder}/model-card.md`, (text) => `${text}\nOne more sentence.\n`);
  stage.commit('Explain one thing more', folder);
  stage.gate([], { expect: 2, only: /INCONCLUSIVE|sign-offs|not counted/ });
  stage.gate(['promote', release], { expect: 2, only: /Not promoted|INCONCLUSIVE/ });

  stage.chapter('They sign again, and it is promoted by a merge commit');
  signAll(release);
  stage.as('ada');
  stage.gate(['promote', release], { expect: 0 });
  stage.git(['log', '--first-parent', '--format=%h %s', '-2', 'main']);

  stage.chapter('A release signed with a key that nobody vouches for is refused');
  stage.as('mallory');
  stage.git(['checkout', '--quiet', '-b', 'release/credit-scorer-1.2.0', 'main']);
  stage.copyRelease(folder, 'releases/credit-scorer/1.2.0', '1.2.0');
  stage.gate(['validate', 'credit-scorer/1.2.0'], { expect: 0 });
  stage.commit('Propose credit-scorer 1.2.0', 'releases/credit-scorer/1.2.0');
  stage.gate(['sign', 'credit-scorer/1.2.0', '--role', 'risk', '--yes'], { expect: 3 });
  stage.say('  So Mallory writes the same commit by hand:');
  stage.forgeSignoff('credit-scorer/1.2.0', 'risk');
  stage.gate([], { expect: 1, only: /BLOCKED|nobody of the trust root|sign-offs|not counted/ });
  stage.gate(['promote', 'credit-scorer/1.2.0'], { expect: 1, only: /Not promoted/ });

  stage.chapter('An auditor with nothing but the history proves what happened');
  stage.gate(['audit'], { expect: 0 });
  stage.gate(['replay', 'main'], { expect: 0 });

  stage.chapter('Mallory merges it anyway: the merge stands, and the audit says what it is');
  stage.git(['checkout', '--quiet', 'main']);
  stage.git(['merge', '--quiet', '--no-ff', '-m', 'Trust me', 'release/credit-scorer-1.2.0']);
  stage.gate(['audit'], { expect: 1, only: /BYPASS|commit_unsigned|1 bypass/ });
}

/** @param {string} release */
function signAll(release) {
  for (const [person, role] of [
    ['katherine', 'product'],
    ['margaret', 'sre'],
    ['emmy', 'risk'],
  ]) {
    stage.as(/** @type {string} */ (person));
    stage.gate(['sign', release, '--role', /** @type {string} */ (role), '--yes'], {
      expect: 0,
      only: /^Signed/,
    });
  }
}
