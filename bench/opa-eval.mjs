// @ts-check
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { version } from '../packages/opa/tools/opa-source.mjs';
import { hostOf, loadSource } from './load-source.mjs';
import { engine, median, proposeRelease } from './repository.mjs';

const { loadPolicy: loadWasm } = createRequire(join(engine, 'packages/policy/package.json'))(
  '@open-policy-agent/opa-wasm',
);
const rounds = 15;
const gate = join(engine, 'packages/cli/dist/gate.mjs');
const question = 'data.main.decision';

/**
 * Processor time of a whole run of the gate for one release, children included, beside that of `opa eval`, which gives the
 * decision of the policy on the facts of that release and nothing else. BENCH_NODES: further programs of Node to run the
 * gate with, as PATH lists folders.
 */
export async function benchOpaEval(/** @type {import('./repository.mjs').Repository} */ repository) {
  const opa = buildOpa(repository.home);
  if (opa === null) return;
  const folder = join(repository.home, 'opa-eval');
  const facts = join(engine, 'policies/examples/ready.json');
  const { loadPolicy, openWorkTree, gatesModule } = await loadSource(repository.home);
  const policy = await loadPolicy(hostOf(repository.home), openWorkTree(repository.root));
  writePolicy(folder, policy.data, gatesModule);
  const evaluate = [opa, 'eval', '--data', folder, '--input', facts, '--format', 'raw', question];
  await requireSameDecision(policy, evaluate, facts);
  proposeRelease(repository);
  const nodes = [process.execPath, ...(process.env.BENCH_NODES ?? '').split(delimiter).filter(Boolean)];
  const commands = [evaluate, ...nodes.map((node) => [node, gate, 'credit-scorer/1.1.0'])];
  for (const command of commands) processor(command, repository);
  // In turns, so that a busy neighbour is everybody's.
  const times = Array.from({ length: rounds }, () =>
    commands.map((command) => processor(command, repository)),
  );
  const [base = 0, ...gates] = commands.map((_, at) => median(times.map((round) => Number(round[at]))));
  console.log(`  opa eval ${version}, the policy alone   ${base.toFixed(0)} ms of processor`);
  for (const [at, node] of nodes.entries()) {
    const name = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    const time = Number(gates[at]);
    console.log(
      `  the whole gate, Node ${name.padEnd(10)}     ${time.toFixed(0)} ms of processor, ${(time / base).toFixed(2)}×`,
    );
  }
}

/** OPA as a program, as OPA made it, of the version that the engine has; null where that cannot be. @param {string} home */
function buildOpa(home) {
  const env = { ...process.env, GOBIN: join(home, 'bin'), GOTOOLCHAIN: 'local' };
  const words = ['install', '-trimpath', `github.com/open-policy-agent/opa@v${version}`];
  const built = spawnSync('go', words, { env, encoding: 'utf8' });
  if (built.status === 0) return join(home, 'bin/opa');
  const why = built.error ? 'Go is not here' : built.stderr.trim().split('\n').at(-1);
  console.log(`  skipped: no \`opa eval\` to compare with: ${why}`);
  return null;
}

/**
 * The modules that judge, that of the host among them, and the data as one file of JSON, which OPA reads sooner than YAML.
 * @param {string} folder @param {object} data @param {(modules: {path: string}[]) => {path: string, text: string}} gatesModule
 */
function writePolicy(folder, data, gatesModule) {
  const policies = join(engine, 'policies');
  const paths = readdirSync(policies, { recursive: true, encoding: 'utf8' });
  const judging = paths.filter((one) => one.endsWith('.rego') && !one.endsWith('_test.rego'));
  for (const path of judging) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(policies, path), join(folder, path));
  }
  const { path, text } = gatesModule(judging.map((one) => ({ path: one })));
  writeFileSync(join(folder, path), text);
  writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
}

/** Both have to say the same of the same. @param {{wasm: Uint8Array, data: object}} policy @param {string[]} command @param {string} facts */
async function requireSameDecision({ wasm, data }, [opa = '', ...words], facts) {
  const policy = await loadWasm(wasm, { initial: 32, maximum: 4096 });
  policy.setData(data);
  const [{ result }] = policy.evaluate(JSON.parse(readFileSync(facts, 'utf8')), 'main/decision');
  const other = JSON.parse(execFileSync(opa, words, { encoding: 'utf8', maxBuffer: 1e9 }));
  if (!isDeepStrictEqual(result, other)) throw new Error('opa eval and the gate do not decide alike');
}

/** Milliseconds of processor time of a command and its children. @param {string[]} command @param {import('./repository.mjs').Repository} repository */
function processor(command, { root, env }) {
  const script = `TIMEFORMAT='@processor %U %S'; time "$@" > /dev/null`;
  const run = spawnSync('bash', ['-c', script, 'bash', ...command], { cwd: root, env, encoding: 'utf8' });
  const [, user, system] = run.stderr.match(/@processor (\S+) (\S+)/) ?? [];
  if (run.status === null || run.status > 2 || user === undefined) throw new Error(`failed: ${run.stderr}`);
  return (Number(user) + Number(system)) * 1000;
}
