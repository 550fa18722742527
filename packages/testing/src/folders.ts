import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginManifest } from '@gatehouse/contracts';

/** A folder with files, gone after the run. */
export function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plugin-kit-test-')));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    if (path.endsWith('.sh')) chmodSync(join(folder, path), 0o755);
  }
  return folder;
}

/** A manifest of a plugin with one optional input, `table`. */
export function manifestWith(changes: Partial<PluginManifest> = {}): PluginManifest {
  return {
    schema: 'gatehouse/plugin@1',
    name: 'trial',
    version: '1.0.0',
    digest: `sha256:${'0'.repeat(64)}`,
    summary: 'For tests.',
    command: ['node', 'main.mjs'],
    config: {
      type: 'object',
      additionalProperties: false,
      properties: { table: { type: 'string', format: 'input-path' } },
    },
    capabilities: [],
    limits: { seconds: 20, memory_mb: 1024 },
    ...changes,
  };
}

/** Source of a plugin that answers with what `body` (it may use `config`, `files`, `fs`) returns. */
export function answering(body: string): string {
  return `
import * as fs from 'node:fs';
const { config, files } = JSON.parse(fs.readFileSync(0, 'utf8'));
const value = await (async () => { ${body} })();
const measured = {
  examined: 1,
  methods: { value: { definition: 'a value', parameters: {} } },
  measurements: [{ metric: 'value', value, n: 1, labels: {} }],
};
process.stdout.write(JSON.stringify({ schema: 'gatehouse/plugin-answer@1', ...measured }));
`;
}

/** The folder of our packages. */
export const packages = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
