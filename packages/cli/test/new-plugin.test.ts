import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { auditPlugin, buildPlugin, readPluginSources, writePluginDocs } from '@gatehouse/plugin-build';
import { expect, test } from 'vitest';
import { createTeam, engine } from './team.ts';

const run = promisify(execFile);

test('a new plugin is built, documented and audited as it is, and its types, its lint and its tests are content', async () => {
  const team = createTeam();
  expect(await team.gate('plugin', 'new', 'unit-costs')).toMatchObject({
    code: 0,
    out: expect.stringContaining('+ plugins/unit-costs/src/plugin.ts'),
  });
  const folder = join(team.root, 'plugins/unit-costs');
  linkPackages(team.root, folder);

  expect(await buildPlugin(folder)).toMatchObject({ name: 'unit-costs', capabilities: [] });
  await writePluginDocs(folder, { check: false });
  expect(team.read('plugins/unit-costs/README.md')).toContain('| `blank_share` |');
  expect(auditPlugin(readPluginSources(folder))).toEqual([]);
  const tools = [
    ['node_modules/vitest/vitest.mjs', 'run'],
    ['node_modules/typescript/bin/tsc', '-p', '.'],
    ['node_modules/@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', 'src', 'test', 'package.json'],
  ];
  for (const [tool, ...args] of tools)
    await run(process.execPath, [join(engine, tool as string), ...args], { cwd: folder });
}, 120_000);

test('nothing is written over, and a name is that of a package', async () => {
  const team = createTeam();
  const create = (name: string) => team.gate('plugin', 'new', '--', name);
  expect(await create('unit-costs')).toMatchObject({ code: 0 });
  expect(await create('unit-costs')).toMatchObject({
    code: 3,
    err: expect.stringContaining('refused.exists'),
  });
  for (const name of ['', 'Unit', 'unit_costs', '../unit', 'unit--costs', '-unit', '1unit', 'a'.repeat(65)])
    expect(await create(name)).toMatchObject({ code: 3, err: expect.stringContaining('usage.value') });
});

/** What `pnpm install` does. */
function linkPackages(root: string, folder: string): void {
  for (const path of ['node_modules', 'tsconfig.base.json', 'vitest.config.ts', 'biome.json'])
    symlinkSync(join(engine, path), join(root, path));
  mkdirSync(join(folder, 'node_modules/@gatehouse'), { recursive: true });
  for (const name of ['plugin-kit', 'plugin-build'])
    symlinkSync(join(engine, 'packages', name), join(folder, 'node_modules/@gatehouse', name));
}
