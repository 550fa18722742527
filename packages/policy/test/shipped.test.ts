import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openCompiler, type PolicyCompiler, preparePolicy } from '../src/index.ts';
import { dist, files, shipped } from './our-policy.ts';
import { policyFiles } from './samples.ts';

// What the build of this package compiles, so that a run compiles nothing.

/** For those who see these tests fail after they changed a rule. */
const stale = 'policies/ or the compiler changed since the last build: pnpm build';

/** Prepares the rules of this repository, with other files; and how often that compiled. */
async function prepare(more: Record<string, string> = {}, identity?: string) {
  const opa = await openCompiler();
  let compiled = 0;
  const compiler: PolicyCompiler = {
    identity: identity ?? opa.identity,
    prepare(...given) {
      compiled += 1;
      return opa.prepare(...given);
    },
  };
  const policy = await preparePolicy({ ...files, ...more }, compiler, shipped);
  return { policy, compiled };
}

test('what is shipped is what a fresh compilation gives, byte for byte', async () => {
  const fresh = new Map<string, Uint8Array>();
  const nothing = {
    read: async () => null,
    async write(name: string, bytes: Uint8Array) {
      fresh.set(name, bytes);
    },
  };
  await preparePolicy(files, await openCompiler(), nothing);
  expect(fresh.size).toBe(2);
  expect(readdirSync(dist).sort(), stale).toEqual([...fresh.keys()].sort());
  for (const [name, bytes] of fresh) expect(readFileSync(dist + name).equals(bytes)).toBe(true);
});

test('with the rules of this repository nothing is compiled', async () => {
  expect((await prepare()).compiled, stale).toBe(0);
  expect((await prepare({ 'gates/parity/parity_test.rego': 'not even rego' })).compiled).toBe(0);
});

test('another threshold is judged with, and nothing is compiled', async () => {
  const { policy: before } = await prepare();
  const { policy, compiled } = await prepare({ 'data/thresholds.yaml': 'any: {other: 1}\n' });
  expect(compiled, stale).toBe(0);
  expect(policy.data).toEqual({ ...before.data, thresholds: { any: { other: 1 } } });
  expect(policy.digest).not.toBe(before.digest);
  expect(Buffer.from(policy.wasm).equals(before.wasm)).toBe(true);
});

test.each<[what: string, more: Record<string, string>, identity?: string]>([
  ['another rule', { 'lib/calendar.rego': `${files['lib/calendar.rego']}\n` }],
  ['a pack more', { 'packs/a/lib/a.rego': 'package lib.a\n\nx := 1\n' }],
  ['another compiler', {}, 'another compiler'],
])('%s is compiled', async (_, more, identity) => {
  expect((await prepare(more, identity)).compiled).toBe(1);
});

test('a module less is missed', async () => {
  const { 'lib/people.rego': _, ...fewer } = files;
  await expect(preparePolicy(fewer, await openCompiler(), shipped)).rejects.toMatchObject({
    code: 'policy.invalid',
  });
});

/** A checkout with other policies, in which the real build runs. */
function createCheckout(policies: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-shipped-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const real = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
  const own = join(root, 'packages/policy');
  mkdirSync(join(own, 'dist'), { recursive: true });
  mkdirSync(join(root, 'packages/opa'));
  cpSync(real('build.mjs'), join(own, 'build.mjs'));
  for (const name of ['src', 'node_modules']) symlinkSync(real(name), join(own, name));
  symlinkSync(real('../opa/dist'), join(root, 'packages/opa/dist'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, 'policies', path)), { recursive: true });
    writeFileSync(join(root, 'policies', path), text);
  };
  for (const [path, text] of Object.entries(policies)) write(path, text);
  return {
    dist: join(own, 'dist'),
    write,
    build: () => spawnSync(process.execPath, [join(own, 'build.mjs')], { encoding: 'utf8' }),
  };
}

test('the build believes nothing that lies where it writes, and leaves nothing else there', () => {
  const checkout = createCheckout(policyFiles);
  expect(checkout.build()).toMatchObject({ status: 0, stderr: '' });
  const names = readdirSync(checkout.dist);
  expect(names).toHaveLength(2);
  const honest = names.map((name) => readFileSync(join(checkout.dist, name)));
  for (const name of [...names, 'another']) writeFileSync(join(checkout.dist, name), 'forged');
  expect(checkout.build()).toMatchObject({ status: 0 });
  expect(readdirSync(checkout.dist)).toEqual(names);
  expect(names.map((name) => readFileSync(join(checkout.dist, name)))).toEqual(honest);
});

test('policies that do not compile stop no build, and nothing is shipped', () => {
  const checkout = createCheckout(policyFiles);
  expect(checkout.build().status).toBe(0);
  checkout.write('lib/a.rego', 'package lib.a\n\nx if y > 1\n');
  expect(checkout.build()).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/does not compile.*unsafe/),
  });
  expect(readdirSync(checkout.dist)).toEqual([]);
});
