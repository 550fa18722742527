// @ts-check
import { loadSource } from './load-source.mjs';
import { growHistory } from './promotions.mjs';

/** @typedef {import('./repository.mjs').Repository} Repository */

const counts = [2500, 5000, 10_000];

/** Audits of a history of promotions with three sign-offs each, beside git, which only walks and hashes it. */
export async function benchAudit(/** @type {Repository} */ repository) {
  const history = growHistory(repository, await loadSource(repository.home));
  // The policy is compiled once for all that come after.
  history.growTo(1);
  audit(repository, 1, 'policy compiled', ['--no-cache']);
  const cold = counts.map((count) => {
    history.growTo(count);
    return audit(repository, count, `${count} cold`, ['--no-cache']);
  });
  const last = Number(counts.at(-1));
  audit(repository, last, `${last} cold, kept`, []);
  history.growTo(last + 10);
  audit(repository, last + 10, '10 new ones', []);

  const walk = time(() => repository.git(['log', '--first-parent', '--format=%H', 'main']));
  const check = time(() => repository.git(['fsck', '--full', '--no-dangling']));
  const [small, large] = [cold[0], cold.at(-1)].map((run) => Number(run?.milliseconds));
  const growth = Number(large) / Number(small);
  const seconds = (/** @type {number} */ milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
  console.log(`  git log --first-parent  ${seconds(walk)}; audit is ${(Number(large) / walk).toFixed(0)}×`);
  console.log(`  git fsck --full         ${seconds(check)}; audit is ${(Number(large) / check).toFixed(1)}×`);
  console.log(
    `  growth from ${counts[0]} to ${last}: time ×${growth.toFixed(1)} (linear: ×${last / Number(counts[0])})`,
  );
  console.log('  aim: 10,000 cold in 60 s and 400 MB, 10 new ones in 3 s');
}

function audit(
  /** @type {Repository} */ repository,
  /** @type {number} */ count,
  /** @type {string} */ what,
  /** @type {string[]} */ options,
) {
  const run = repository.gate(['audit', '--format', 'json', ...options]);
  if (run.code !== 0)
    throw new Error(`the audit gave ${run.code}: ${run.errors}${run.output.slice(0, 2000)}`);
  const { counts: found } = JSON.parse(run.output);
  if (found.promoted !== count) throw new Error(`${JSON.stringify(found)}: not ${count} promotions`);
  const figures = [
    `${(run.milliseconds / 1000).toFixed(2)} s`,
    `${(run.milliseconds / count).toFixed(2)} ms each`,
    `peak ${run.peak.toFixed(0)} MB`,
  ];
  console.log(`  ${what.padEnd(22)}  ${figures.join('  ')}`);
  return run;
}

function time(/** @type {() => void} */ work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}
