// @ts-check
import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { engine } from './repository.mjs';

/** @typedef {import('./repository.mjs').Repository} Repository */

/**
 * The same release under many names, judged in one run. A small one (a service of tier low, one report) 1,000 and
 * 10,000 times; a large one (a model of tier high, 330 lines, 30 KB of facts) 1,000 times.
 */
export function benchMany(/** @type {Repository} */ repository) {
  const small = smallRelease(repository);
  const [thousand, tenThousand] = [1000, 10_000].map((count) => judge(repository, 'tier low', count, small));
  const time = Number(tenThousand?.milliseconds) / Number(thousand?.milliseconds);
  const memory = Number(tenThousand?.peak) / Number(thousand?.peak);
  console.log(
    `  growth of the small one: time ×${time.toFixed(1)}, memory ×${memory.toFixed(1)}; aim: 10,000 in 20 s and 500 MB`,
  );
  judge(repository, 'tier high', 1000, filesOf(repository, 'main', 'releases/credit-scorer/1.0.0/'));
}

function judge(
  /** @type {Repository} */ repository,
  /** @type {string} */ what,
  /** @type {number} */ count,
  /** @type {Files} */ files,
) {
  const branch = `many-${what.replace(' ', '-')}-${count}`;
  repository.git(['fast-import', '--quiet'], importStream(branch, count, files));
  const run = repository.gate(['--head', branch, '--base', 'main', '--format', 'json']);
  if (run.code === null || run.code > 2) throw new Error(`the gate failed (${run.code}): ${run.errors}`);
  const { releases } = JSON.parse(run.output);
  if (releases.length !== count) throw new Error(`${releases.length} releases were judged, not ${count}`);
  const figures = [
    `${(run.milliseconds / 1000).toFixed(1)} s`,
    `${(run.milliseconds / count).toFixed(2)} ms each`,
    `peak ${run.peak.toFixed(0)} MB`,
  ];
  console.log(`  ${String(count).padStart(6)} × ${what.padEnd(9)}  ${figures.join('  ')}`);
  return run;
}

/** Measured by the real plugin, committed on a branch of its own. */
function smallRelease(/** @type {Repository} */ repository) {
  repository.git(['checkout', '--quiet', '-b', 'small']);
  cpSync(join(engine, 'bench/sample'), join(repository.root, 'releases'), { recursive: true });
  const measured = repository.gate(['validate', 'notifier/1.0.0']);
  if (measured.code !== 0) throw new Error(measured.errors);
  repository.git(['add', '--all']);
  repository.git(['commit', '--quiet', '--message', 'Small']);
  return filesOf(repository, 'small', 'releases/notifier/1.0.0/');
}

/** @typedef {{path: string, id: string, text: string}[]} Files */

/** @returns {Files} */
function filesOf(/** @type {Repository} */ { git }, /** @type {string} */ ref, /** @type {string} */ folder) {
  const listed = git(['ls-tree', '-r', ref, folder]).trim().split('\n');
  return listed.map((line) => {
    const [about = '', path = ''] = line.split('\t');
    const id = about.split(' ')[2] ?? '';
    const text = path.endsWith('release.yaml') ? git(['cat-file', 'blob', id]) : '';
    return { path: path.slice(folder.length), id, text };
  });
}

function importStream(/** @type {string} */ branch, /** @type {number} */ count, /** @type {Files} */ files) {
  const parts = [
    `commit refs/heads/${branch}\ncommitter bench <bench@example.org> 1700000000 +0000\ndata 4\nmany\nfrom refs/heads/main\n`,
  ];
  for (let index = 0; index < count; index += 1) {
    const name = `bench-${createHash('sha1').update(String(index)).digest('hex').slice(0, 8)}-${index}`;
    for (const { path, id, text } of files) {
      const target = `releases/${name}/1.0.0/${path}`;
      if (path !== 'release.yaml') {
        parts.push(`M 100644 ${id} ${target}\n`);
        continue;
      }
      const own = text.replace(/^name: .*$/m, `name: ${name}`);
      parts.push(`M 100644 inline ${target}\ndata ${Buffer.byteLength(own)}\n${own}\n`);
    }
  }
  return `${parts.join('')}\n`;
}
