import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPlugin } from '@gatehouse/plugin-build';
import { folderWith, pluginFolder } from '@gatehouse/testing';
import { beforeAll, expect, test } from 'vitest';
import { type PluginRun, runPlugin } from '../src/run-plugin.ts';

/** A plugin that breaks the limits that it declares itself, in the way that its configuration asks for. */
const greedy = `
import { definePlugin } from '@gatehouse/plugin-kit';

export interface Config {
  way: 'none' | 'waits' | 'spins' | 'heap' | 'buffers' | 'wasm';
}

export const plugin = definePlugin<Config>({
  summary: 'Breaks its limits.',
  limits: { seconds: 3, memory_mb: 160 },
  async measure({ config }) {
    const kept: unknown[] = [];
    const pause = () => new Promise((done) => setTimeout(done, 5));
    if (config.way === 'waits') await new Promise((done) => setTimeout(done, 60_000));
    while (config.way === 'spins') kept.length = 0;
    while (config.way === 'heap') kept.push(new Array(10_000).fill(kept.length));
    for (; config.way === 'buffers'; await pause()) kept.push(Buffer.alloc(10 << 20, 1));
    for (; config.way === 'wasm'; await pause()) {
      const memory = new WebAssembly.Memory({ initial: 160 });
      kept.push(new Uint8Array(memory.buffer).fill(1));
    }
    return { examined: 1, methods: {}, measurements: [] };
  },
});
`;

let measure: (way: string) => Promise<PluginRun>;

beforeAll(async () => {
  const folder = pluginFolder({ 'src/plugin.ts': greedy });
  const manifest = await buildPlugin(folder);
  const repository = folderWith({ 'release/release.yaml': '' });
  measure = (way) =>
    runPlugin({
      manifest,
      directory: join(folder, 'dist'),
      config: { way },
      releaseDirectory: join(repository, 'release'),
      repositoryDirectory: repository,
    });
});

test.each([
  ['waits', 'timeout', 'the plugin did not end within 3 seconds'],
  ['spins', 'timeout', 'the plugin did not end within 3 seconds'],
  ['heap', 'memory', 'the plugin used more than 160 MB'],
  ['buffers', 'memory', 'the plugin used more than 160 MB'],
  ['wasm', 'memory', 'the plugin used more than 160 MB'],
])(
  'a plugin that breaks its own limits (%s) is ended, and has measured nothing',
  async (way, code, message) => {
    expect(await measure(way)).toEqual({
      inputs: [],
      error: { code, message: expect.stringContaining(message) },
    });
  },
);

test('one that keeps them measures, also beside one that does not', async () => {
  const [, kept] = await Promise.all([measure('buffers'), sleep(50).then(() => measure('none'))]);
  expect(kept).toEqual({ inputs: [], measured: { examined: 1, methods: {}, measurements: [] } });
});
