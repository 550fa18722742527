// @ts-check
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { engine } from './repository.mjs';

/** @typedef {import('./repository.mjs').Repository} Repository */

const names = 200;
const secondsApart = 30;
const start = Date.parse('2026-11-18T00:00:00Z') / 1000;
const measuredAt = '2026-11-17T09:00:00Z';
const quorum = ['engineer', 'product', 'sre'];

/**
 * Grows a history of promotions on `main`, each signed by three people as the policy asks: 200 names in turn, a version
 * more each time around. One name's next release says to roll back to the one before.
 */
export function growHistory(/** @type {Repository} */ repository, /** @type {any} */ source) {
  const sample = measureSample(repository);
  const forge = source.createForge('sha1');
  const cast = {
    author: person('author', source),
    seats: quorum.map((role) => ({ role, person: person(role, source) })),
  };
  let main = firstCommit(repository, source, forge, cast);
  let done = 0;
  return {
    /** Promotes until there are so many. */
    growTo(/** @type {number} */ count) {
      for (; done < count; done += 1) {
        main = promote(source, { forge, cast, sample }, main, done);
        if (done % 1000 === 999) save();
      }
      save();
      repository.git(['update-ref', 'refs/heads/main', main.commit]);
    },
  };

  function save() {
    const pack = forge.takePack();
    if (pack !== null) repository.git(['index-pack', '--stdin'], pack);
  }
}

/** @param {string} role @param {any} source */
function person(role, source) {
  return { id: `bench-${role}`, email: `${role}@bench.invalid`, key: source.makeKey() };
}

/** A small service, measured by the real plugin; dated back, so that a history fits between then and today. */
function measureSample(/** @type {Repository} */ repository) {
  repository.git(['checkout', '--quiet', '-b', 'sample']);
  cpSync(join(engine, 'bench/sample'), join(repository.root, 'releases'), { recursive: true });
  const measured = repository.gate(['validate', 'notifier/1.0.0']);
  if (measured.code !== 0) throw new Error(measured.errors);
  repository.git(['add', '--all']);
  repository.git(['commit', '--quiet', '--message', 'Sample']);
  const folder = 'releases/notifier/1.0.0/';
  const paths = repository.git(['ls-tree', '-r', '--name-only', 'sample', folder]).trim().split('\n');
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), repository.read(path)]));
}

/** The tree of the repository without its releases, with people of ours and a quorum of three. */
function firstCommit(
  /** @type {Repository} */ { git, read },
  /** @type {any} */ source,
  /** @type {any} */ forge,
  /** @type {any} */ { author, seats },
) {
  const principals = [author, ...seats.map((/** @type {any} */ seat) => seat.person)].map(
    ({ id, email, key }) => [
      id,
      {
        kind: 'person',
        emails: [email],
        roles: quorum.filter((role) => id === `bench-${role}`),
        keys: [key.line],
      },
    ],
  );
  const known = ['bjarne', 'margaret'].map((id) => [
    id,
    { kind: 'person', roles: ['engineer', 'sre'], keys: [source.makeKey().line] },
  ]);
  const root = {
    schema: 'gatehouse/trust-root@1',
    project: 'bench',
    version: 1,
    previous: null,
    governance: { role: 'engineer', threshold: 1 },
    principals: Object.fromEntries([...principals, ...known]),
  };
  const quorums = read('policies/data/quorums.yaml').replace(
    /^low:.*$/m,
    'low: { engineer: 1, product: 1, sre: 1 }',
  );
  const paths = git(['ls-tree', '-r', '--name-only', 'main', 'policies', 'plugins']).trim().split('\n');
  const tree = forge.edit(null, {
    ...Object.fromEntries(paths.map((path) => [path, Buffer.from(read(path))])),
    'policies/trust/root.yaml': Buffer.from(JSON.stringify(root)),
    'policies/data/quorums.yaml': Buffer.from(quorums),
  });
  const about = { name: author.id, email: author.email, seconds: start, message: 'Production\n', sign: null };
  return { commit: forge.commit({ ...about, tree, parents: [] }), tree, seconds: start, digests: new Map() };
}

function promote(
  /** @type {any} */ source,
  /** @type {any} */ { forge, cast, sample },
  /** @type {any} */ main,
  /** @type {number} */ index,
) {
  const name = `service-${index % names}`;
  const [version, before] = [0, -1].map((more) => `1.0.${Math.floor(index / names) + more}`);
  const folder = `releases/${name}/${version}`;
  const files = releaseFiles(sample, source, { name, version, before: before === '1.0.-1' ? null : before });
  const world = {
    forge,
    cast,
    project: 'bench',
    release: `${name}/${version}`,
    folder,
    outside: new Map(),
    root: 1,
  };
  const changes = Object.entries(files).map(([path, text]) => [`${folder}/${path}`, Buffer.from(text)]);
  const fork = { ...main, seconds: start + index * secondsApart, digests: new Map() };
  return source
    .openBranch(world, main, fork)
    .change(Object.fromEntries(changes))
    .signAll()
    .merge({ seconds: fork.seconds + 300 });
}

/** @param {Record<string, string>} sample @param {any} source @param {any} about */
function releaseFiles(sample, source, { name, version, before }) {
  const evidence = 'evidence/tests.json';
  const dated = (/** @type {string | undefined} */ text) =>
    String(text).replace(/("?measured_at"?: "?)[^",\n]*/, `$1${measuredAt}`);
  const long = dated(sample[evidence]);
  const yaml = dated(sample['release.yaml'])
    .replace(/^name: .*$/m, `name: ${name}`)
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(source.digestBytes(sample[evidence]), source.digestBytes(long))
    .replace('{ version: none, how:', `{ version: ${before ?? 'none'}, how:`);
  return { ...sample, [evidence]: long, 'release.yaml': yaml };
}
