// @ts-check
// pnpm bench [start-up] [opa-eval] [policy] [many] [signatures] [audit] [tables]
import { rmSync } from 'node:fs';
import { ensureBuilt } from '../scripts/ensure-built.mjs';
import { benchAudit } from './audit.mjs';
import { benchMany } from './many.mjs';
import { benchOpaEval } from './opa-eval.mjs';
import { benchPolicy } from './policy.mjs';
import { createRepository } from './repository.mjs';
import { benchSignatures } from './signatures.mjs';
import { benchStartUp } from './start-up.mjs';
import { benchTables } from './tables.mjs';

ensureBuilt();
const benches = {
  'start-up': benchStartUp,
  'opa-eval': benchOpaEval,
  policy: benchPolicy,
  many: benchMany,
  signatures: benchSignatures,
  audit: benchAudit,
  tables: benchTables,
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(3);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  const repository = createRepository();
  try {
    await bench(repository);
  } finally {
    rmSync(repository.home, { recursive: true, force: true });
  }
}
