import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { engine } from './team.ts';

/** A checkout of the shape of ours with the real scripts and the real turbo; its engine prints what `said` holds. */
function createCheckout() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-checkout-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'checkout');
  const said = join(folder, 'said.mjs');
  const write = (path: string, content: unknown) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const build = { build: `mkdir -p dist && cp ${said} dist/gate.mjs` };
  // npm is there wherever Node is; to turbo it is one package manager like another.
  const workspaces = ['packages/*', 'plugins/*', 'bench'];
  write('package.json', {
    name: 'x',
    private: true,
    packageManager: 'npm@10.0.0',
    type: 'module',
    workspaces,
  });
  write('package-lock.json', { name: 'x', lockfileVersion: 3, packages: {} });
  write('turbo.json', { tasks: { build: { outputs: ['dist/**'] } } });
  write('.gitignore', 'node_modules\ndist\n.turbo\n');
  write('packages/cli/package.json', { name: 'cli', scripts: build });
  write('plugins/p/package.json', { name: 'p' });
  cpSync(join(engine, 'scripts/gate.mjs'), join(root, 'scripts/gate.mjs'));
  cpSync(join(engine, 'scripts/ensure-built.mjs'), join(root, 'scripts/ensure-built.mjs'));
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(engine, 'node_modules/turbo'), join(root, 'node_modules/turbo'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  const say = (text: string) => writeFileSync(said, `console.log(${JSON.stringify(text)});\n`);
  say('the engine');
  return {
    root,
    write,
    say,
    turbo: () =>
      execFileSync(process.execPath, [join(engine, 'node_modules/turbo/bin/turbo'), 'run', 'build'], {
        cwd: root,
        stdio: 'pipe',
      }),
    gate: () => spawnSync(process.execPath, ['scripts/gate.mjs'], { cwd: root, encoding: 'utf8' }),
  };
}

test('the engine is built, and runs', () => {
  expect(createCheckout().gate()).toMatchObject({ status: 0, stdout: 'the engine\n' });
});

test('a cache that lies in the checkout is not what runs', () => {
  const checkout = createCheckout();
  checkout.say('the attacker');
  checkout.turbo();
  checkout.say('the engine');
  rmSync(join(checkout.root, 'packages/cli/dist'), { recursive: true });
  // The cache has what the attacker made of the very same sources.
  checkout.turbo();
  expect(
    spawnSync(process.execPath, ['packages/cli/dist/gate.mjs'], { cwd: checkout.root }).stdout.toString(),
  ).toBe('the attacker\n');
  rmSync(join(checkout.root, 'packages/cli/dist'), { recursive: true });
  expect(checkout.gate()).toMatchObject({ status: 0, stdout: 'the engine\n' });
});

test('the build script of another package of the workspace is not run', () => {
  const checkout = createCheckout();
  const script = `mkdir -p ../packages/cli/dist && echo 'console.log("the attacker")' > ../packages/cli/dist/gate.mjs && sleep 1`;
  checkout.write('bench/package.json', {
    name: 'bench',
    scripts: { build: script },
    dependencies: { cli: '*' },
  });
  checkout.write('turbo.json', { tasks: { build: { dependsOn: ['^build'], outputs: ['dist/**'] } } });
  expect(checkout.gate()).toMatchObject({ status: 0, stdout: 'the engine\n' });
});
