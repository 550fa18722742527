import { type ChangeFacts, countedPaths } from '@gatehouse/contracts';
import type { TreeSource } from '@gatehouse/facts';
import type { auditPlugin } from '@gatehouse/plugin-build';
import type { Engine } from './engine.ts';

type PluginFacts = ChangeFacts['plugins'][number];

interface Audit {
  auditPlugin: typeof auditPlugin;
}

// Of a plugin's sources all together: what the head brings is parsed in this process.
const [mostFiles, mostBytes] = [2000, 4 * 1024 * 1024];

/**
 * What the static audit says of each plugin that a change touches, as it is after it: read, and never run. Sorted by name.
 */
export async function auditPlugins(
  engine: Engine,
  head: TreeSource,
  changed: readonly string[],
): Promise<PluginFacts[]> {
  const names = changed.flatMap((path) => path.match(/^plugins\/([^/]+)\/./)?.[1] ?? []);
  if (names.length === 0) return [];
  const { auditPlugin: read } = (await import(engine.files.audit.href)) as Audit;
  const audited: PluginFacts[] = [];
  for (const name of [...new Set(names)].sort()) {
    const paths = await head.files(`plugins/${name}`);
    if (paths.length > 0) audited.push({ plugin: name, ...(await audit(read, head, name, paths)) });
  }
  return audited;
}

async function audit(
  read: typeof auditPlugin,
  head: TreeSource,
  name: string,
  paths: readonly string[],
): Promise<Omit<PluginFacts, 'plugin'>> {
  try {
    return { uses: read(await sourcesOf(head, `plugins/${name}/`, paths)), problem: null };
  } catch (error) {
    // What the head holds may be anything: what can not be read is told, and lets nothing pass unseen.
    return { uses: [], problem: (error as Error).message };
  }
}

async function sourcesOf(
  head: TreeSource,
  folder: string,
  paths: readonly string[],
): Promise<Record<string, Uint8Array>> {
  const counted = countedPaths(paths.map((path) => path.slice(folder.length)));
  if (counted.length > mostFiles) throw new Error(`it has more than ${mostFiles} files`);
  const sources: Record<string, Uint8Array> = {};
  let left = mostBytes;
  for (const path of counted) {
    const bytes = new Uint8Array((await head.read(`${folder}${path}`, left)) ?? []);
    left -= bytes.length;
    sources[path] = bytes;
  }
  return sources;
}
