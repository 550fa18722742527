// @ts-check
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleSource } from './load-source.mjs';
import { engine, median } from './repository.mjs';

const load = createRequire(join(engine, 'packages/policy/package.json'));
const { parse } = load('yaml');
const rounds = 2000;

/** The whole rule set on the facts of one release, inside of one warm instance; and what comes before the first. */
export async function benchPolicy(/** @type {import('./repository.mjs').Repository} */ repository) {
  await bundleSource(repository.home);
  const compiled = starts(repository, 7, () => forget(repository));
  const cached = starts(repository, 11, () => {});
  console.log(`  compiled, without a cache      ${compiled.loaded.toFixed(0)} ms (aim: under 1,000 ms)`);
  console.log(
    `  cached: read and checked       ${cached.loaded.toFixed(1)} ms, and ready in its thread ${cached.ready.toFixed(1)} ms (aim: under 30 ms)`,
  );
  const { loadPolicy } = load('@open-policy-agent/opa-wasm');
  const wasm = compiledPolicy(repository);
  const policy = await loadPolicy(wasm, { initial: 32, maximum: 4096 });
  policy.setData(policyData());
  const text = readFileSync(join(engine, 'policies/examples/ready.json'), 'utf8');
  const compact = JSON.stringify(JSON.parse(text));
  const judged = time(() => policy.evaluate(new TextEncoder().encode(compact).buffer, 'main/decision'));
  const copied = time(() => JSON.stringify(JSON.parse(compact)));
  console.log(
    `  facts                          ${(compact.length / 1024).toFixed(0)} KB, policy ${(wasm.length / 1024).toFixed(0)} KB`,
  );
  console.log(`  JSON.parse + JSON.stringify    ${copied.toFixed(3)} ms`);
  console.log(
    `  policy, median of ${rounds}       ${judged.toFixed(3)} ms a release (aim: under 1 ms), ${(judged / copied).toFixed(1)}×`,
  );
}

/** Medians of several starts. @param {import('./repository.mjs').Repository} repository @param {number} times @param {() => void} before */
function starts(repository, times, before) {
  const all = Array.from({ length: times }, () => {
    before();
    return start(repository);
  });
  return { loaded: median(all.map((one) => one.loaded)), ready: median(all.map((one) => one.ready)) };
}

/** @returns {{loaded: number, ready: number}} */
function start(/** @type {import('./repository.mjs').Repository} */ { home, root, env }) {
  const run = spawnSync(process.execPath, [join(engine, 'bench/policy-start.mjs'), home, root], { env });
  if (run.status !== 0) throw new Error(`the policy did not start: ${run.stderr}`);
  return JSON.parse(run.stdout.toString());
}

/** Of the compiled policy nothing is left. */
function forget(/** @type {import('./repository.mjs').Repository} */ { home }) {
  rmSync(join(home, '.cache/gatehouse'), { recursive: true, force: true });
}

function compiledPolicy(/** @type {import('./repository.mjs').Repository} */ { home }) {
  const folder = join(home, '.cache/gatehouse/policy');
  const bytes = readFileSync(join(folder, /** @type {string} */ (readdirSync(folder)[0])));
  return bytes.subarray(36 + bytes.readUInt32BE(32));
}

function policyData() {
  /** @type {Record<string, unknown>} */
  const data = {};
  for (const file of readdirSync(join(engine, 'policies/data'))) {
    data[file.replace(/\.yaml$/, '')] = parse(readFileSync(join(engine, 'policies/data', file), 'utf8'));
  }
  const profiles = readdirSync(join(engine, 'policies/profiles'));
  data.profiles = Object.fromEntries(
    profiles.map((name) => [
      name,
      parse(readFileSync(join(engine, `policies/profiles/${name}/${name}.yaml`), 'utf8')),
    ]),
  );
  return data;
}

/** @param {() => unknown} work */
function time(work) {
  for (let index = 0; index < 200; index += 1) work();
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return median(times);
}
