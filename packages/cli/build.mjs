// Bundles the command line: few files to open, nothing loaded that a command does not need.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'error',
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  // Bundled CommonJS packages ask for node's own modules through `require`.
  banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
};

await build({
  ...common,
  entryPoints: { gate: 'src/main.ts' },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
});
// OPA's SDK brings YAML and sprintf for builtins that our capabilities do not allow.
await build({
  ...common,
  entryPoints: { evaluate: '../policy/worker/evaluate.mjs' },
  alias: { yaml: './src/not-bundled.mjs', 'sprintf-js': './src/not-bundled.mjs' },
});
