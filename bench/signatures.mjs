// @ts-check
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSource } from './load-source.mjs';

/** @typedef {import('./repository.mjs').Repository} Repository */

const count = 2000;
const aim = 50;

/** Sign-offs verified from their raw bytes, beside git, which asks ssh-keygen about each. */
export async function benchSignatures(/** @type {Repository} */ repository) {
  const source = await loadSource(repository.home);
  const people = Array.from({ length: 3 }, (_, index) => ({
    id: `signer-${index + 1}`,
    key: source.makeKey(),
  }));
  const root = trustRoot(people);
  signCommits(repository, source, people);

  const git = timeGit(repository, source.allowedSigners(root));
  const own = await timeOwn(repository, source, root);
  const figure = (/** @type {number} */ milliseconds) =>
    `${(milliseconds / 1000).toFixed(2)} s  ${(milliseconds / count).toFixed(2)} ms each`;
  console.log(`  git log --format=%G?   ${figure(git)}`);
  console.log(`  gatehouse              ${figure(own)}`);
  console.log(`  ratio                  ${(git / own).toFixed(0)}× (aim ${aim}×)`);
}

/** @param {{id: string, key: {line: string}}[]} people */
function trustRoot(people) {
  const principals = people.map(({ id, key }) => [
    id,
    { kind: 'person', roles: ['engineer'], keys: [key.line] },
  ]);
  return {
    schema: 'gatehouse/trust-root@1',
    project: 'bench',
    version: 1,
    previous: null,
    governance: { role: 'engineer', threshold: 1 },
    principals: Object.fromEntries(principals),
  };
}

function signCommits(
  /** @type {Repository} */ { git },
  /** @type {any} */ source,
  /** @type {any[]} */ people,
) {
  const forge = source.createForge('sha1');
  const tree = forge.edit(null, { 'README.md': Buffer.from('Bench.\n') });
  const author = { tree, name: 'bench', email: 'bench@example.org', seconds: 1_700_000_000 };
  let head = forge.commit({ ...author, parents: [], message: 'Start\n', sign: null });
  for (let index = 0; index < count; index += 1) {
    const { key } = people[index % people.length];
    const signoff = {
      release: `notifier/1.0.${index}`,
      role: 'engineer',
      decision: 'approve',
      project: 'bench',
    };
    const digest = `sha256:${'0'.repeat(64)}`;
    const message = source.formatSignoffMessage({ ...signoff, target: 'main', digest, root: 1 });
    head = forge.commit({ ...author, parents: [head], message, sign: key.sign });
  }
  git(['index-pack', '--stdin'], forge.takePack());
  git(['update-ref', 'refs/heads/signed', head]);
}

function timeGit(/** @type {Repository} */ { git, home }, /** @type {string} */ allowedSigners) {
  const file = join(home, 'allowed_signers');
  writeFileSync(file, allowedSigners);
  const started = performance.now();
  const shown = git(['-c', `gpg.ssh.allowedSignersFile=${file}`, 'log', '--format=%G?', 'signed']);
  const milliseconds = performance.now() - started;
  const good = shown.split('\n').filter((line) => line === 'G').length;
  if (good !== count) throw new Error(`git accepts ${good} signatures of ${count}`);
  return milliseconds;
}

async function timeOwn(
  /** @type {Repository} */ { root, env },
  /** @type {any} */ source,
  /** @type {any} */ trust,
) {
  const started = performance.now();
  const index = source.readTrustRoot(trust);
  const opened = await source.openRepository(root, { path: env.PATH, temporary: tmpdir() });
  const chain = await source.firstParents(opened, await opened.resolve('signed'), null);
  // As `gate check` reads and verifies the commits of a branch.
  const { candidates } = await source.readHistory(opened, chain);
  const verified = [...(await source.indexSignoffs(candidates, index)).values()].flat();
  const good = verified.filter((/** @type {any} */ { refusal }) => refusal === null).length;
  opened.close();
  const milliseconds = performance.now() - started;
  if (good !== count) throw new Error(`${good} signatures of ${count} are accepted`);
  return milliseconds;
}
