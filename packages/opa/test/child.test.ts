import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createOpa } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-opa-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const built = fileURLToPath(new URL('../dist/', import.meta.url));

/** A home whose runner is `script`: what a child can do wrong. */
function homeWith(script: string): string {
  const home = mkdtempSync(join(folder, 'home-'));
  writeFileSync(join(home, 'run-opa.mjs'), script);
  return home;
}

const crashed = { ok: false, errors: [{ code: 'opa_crashed' }] };

test.each([
  ['says what is no JSON', 'console.log("hello")'],
  ['says nothing', ''],
  ['answers something else', 'console.log(`{"answers": []}`)'],
  ['answers with nothing', 'console.log(`{"answers": [{}]}`)'],
  [
    'floods its output',
    'const a = "a".repeat(1e6); for (;;) if (!process.stdout.write(a)) await new Promise((go) => process.stdout.once("drain", go));',
  ],
  ['kills itself', 'process.kill(process.pid, "SIGKILL")'],
])('a child that %s has crashed', async (_, script) => {
  expect(await createOpa({ home: homeWith(script) }).version()).toMatchObject(crashed);
});

test('a child that fails gives its first and last words', async () => {
  const script = 'process.stderr.write("why" + "x".repeat(5000) + "the reason", () => process.exit(3))';
  const run = await createOpa({ home: homeWith(script) }).version();
  expect(run).toMatchObject(crashed);
  const message = run.ok ? '' : (run.errors[0]?.message ?? '');
  expect(message).toMatch(/: why.*the reason$/);
  expect(message.length).toBeLessThan(2100);
});

test('a child that hangs is killed', async () => {
  const pid = join(folder, 'pid');
  const home = homeWith(
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setInterval(() => {}, 1000)`,
  );
  const run = await createOpa({ home, timeoutMs: 1000 }).version();
  expect(run).toMatchObject({ ok: false, errors: [{ code: 'opa_timeout' }] });
  const child = Number(readFileSync(pid, 'utf8'));
  expect(() => process.kill(child, 0)).toThrow('ESRCH');
});

test('a home that is not there is an error', async () => {
  expect(await createOpa({ home: join(folder, 'nowhere') }).version()).toMatchObject(crashed);
});

test('the child sees nothing of the environment', async () => {
  const home = homeWith('console.log(JSON.stringify({ answers: [{ value: Object.keys(process.env) }] }))');
  const run = await createOpa({ home }).version();
  expect(run.ok && (run.value as unknown as string[])).not.toContain('PATH');
});

test('a damaged module never runs', async () => {
  const home = mkdtempSync(join(folder, 'home-'));
  cpSync(built, home, { recursive: true });
  expect((await createOpa({ home }).version()).ok).toBe(true);
  const module = readFileSync(join(home, 'opa.wasm'));
  // The last byte is of the data: it would run, with another answer.
  module[module.length - 1] = (module.at(-1) ?? 0) ^ 1;
  for (const content of [module, 'rubbish', '']) {
    writeFileSync(join(home, 'opa.wasm'), content);
    expect(await createOpa({ home }).version()).toMatchObject({
      ok: false,
      errors: [{ code: 'opa_damaged', message: expect.stringContaining('pnpm build') }],
    });
  }
  rmSync(join(home, 'opa.wasm'));
  expect(await createOpa({ home }).version()).toMatchObject({ ok: false, errors: [{ code: 'opa_damaged' }] });
});
