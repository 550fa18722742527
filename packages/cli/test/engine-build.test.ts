import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { complainOfNode, oldestNode } from '../src/node-version.ts';
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
    gate: (how: { node?: string; path?: string } = {}) =>
      spawnSync(process.execPath, [...pretend(how.node), 'scripts/gate.mjs'], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ...(how.path === undefined ? {} : { PATH: how.path }) },
      }),
  };
}

/** Has Node say that it is another version. */
function pretend(version: string | undefined): string[] {
  if (version === undefined) return [];
  const script = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
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

describe('what is missing is told in one line, and is no bug', () => {
  const oneLine = (what: RegExp, remedy: string) => ({
    status: 3,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(`^(Building Gatehouse …\\n)?✗ .*${what.source}.*${remedy}.*\\n$`),
    ),
  });

  test('the packages', () => {
    const checkout = createCheckout();
    rmSync(join(checkout.root, 'node_modules'), { recursive: true });
    expect(checkout.gate()).toMatchObject(oneLine(/packages are not installed/, 'npx pnpm@12 install'));
  });

  test('pnpm', () => {
    const checkout = createCheckout();
    checkout.write('package.json', {
      ...{ name: 'x', private: true, type: 'module' },
      packageManager: 'pnpm@12.21.0',
    });
    checkout.write('pnpm-workspace.yaml', 'packages: [packages/*, plugins/*]\n');
    checkout.write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
    const path = join(checkout.root, '..', 'bin');
    mkdirSync(path);
    for (const program of ['git', 'sh'])
      symlinkSync(
        execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim(),
        join(path, program),
      );
    expect(checkout.gate({ path })).toMatchObject(oneLine(/pnpm is not on the PATH/, 'npx pnpm@12 gate'));
  });

  test('a newer Node, also where the engine is built', () => {
    const checkout = createCheckout();
    checkout.gate();
    for (const node of ['16.20.2', '18.19.1', '20.18.3']) {
      expect(checkout.gate({ node })).toMatchObject(oneLine(/needs Node 20\.19 or newer/, node));
      const built = spawnSync(
        process.execPath,
        [...pretend(node), join(engine, 'packages/cli/dist/gate.mjs')],
        {
          encoding: 'utf8',
        },
      );
      expect(built).toMatchObject(oneLine(/needs Node 20\.19 or newer/, node));
    }
    for (const node of ['20.19.0', '22.1.0', '26.0.0']) expect(checkout.gate({ node }).status).toBe(0);
  });

  test('the oldest Node is the one that package.json names', () => {
    const { engines } = JSON.parse(readFileSync(join(engine, 'package.json'), 'utf8'));
    expect(engines.node).toBe(`>=${oldestNode.join('.')}`);
    expect(complainOfNode(process.versions.node)).toBeNull();
  });
});
