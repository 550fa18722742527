import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host.ts';

/** What this engine is as a package: its file `INTEGRITY` stands where it was packed; null where it was built here. */
export function readPacked(home: string): Host['packed'] {
  const file = join(home, 'INTEGRITY');
  if (!existsSync(file)) return null;
  const { name, version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return { package: name, version, integrity: readFileSync(file, 'utf8').trim() };
}

/**
 * Texts say `pnpm gate`, as one types it in the repository of the engine. To those who have it as a package they say what
 * started this process: `npx @gatehouse/cli` (or what npx was given), `npx gate` of an installed one, or `gate`.
 */
export function calledAs(script = '', env: Host['env'] = {}): (text: string) => string {
  const path = script.replaceAll('\\', '/');
  const { npm_config_package: given = '' } = env;
  // What is said stands in JSON and in pages as well: no sign that means something there.
  const named = /^[\w@./~+-]+$/.test(given) ? `--package ${given} gate` : '@gatehouse/cli';
  const command = path.includes('/_npx/')
    ? `npx ${named}`
    : path.includes('/node_modules/')
      ? 'npx gate'
      : 'gate';
  return (text) => text.replaceAll('pnpm gate', command);
}
