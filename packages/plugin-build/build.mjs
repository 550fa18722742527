// Bundles the command that builds plugins: it must run before anything else of ours is built, on plain Node. And the audit of
// plugins, which the engine loads when it is asked for.
import { build } from 'esbuild';

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['esbuild', 'ts-morph', 'ajv', 'ajv-formats', 'yaml'],
  logLevel: 'error',
};
const outfile = process.argv[2] ?? 'dist/build-plugin.mjs';
await build({ ...common, entryPoints: ['src/build-plugin-command.ts'], outfile });
if (process.argv[2] === undefined)
  await build({ ...common, entryPoints: ['src/audit-plugin.ts'], outfile: 'dist/audit-plugin.mjs' });
