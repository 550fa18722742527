// Bundles the command that builds plugins: it must run before anything else of ours is built, on plain Node.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/build-plugin-command.ts'],
  outfile: process.argv[2] ?? 'dist/build-plugin.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['esbuild', 'ts-morph', 'ajv', 'ajv-formats', 'yaml'],
  logLevel: 'error',
});
