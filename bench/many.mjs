// @ts-check
import { createHash } from 'node:crypto';

/** The same release under many names, written by git fast-import, judged in one run: 1,000 and 10,000. */
export function benchMany(/** @type {import('./repository.mjs').Repository} */ repository) {
  const files = releaseFiles(repository);
  const figures = (process.env.BENCH_COUNTS ?? '1000,10000')
    .split(',')
    .map(Number)
    .map((count) => {
      const branch = `many-${count}`;
      repository.git(['fast-import', '--quiet'], importStream(branch, count, files));
      const run = repository.gate(['--head', branch, '--format', 'json', '--output', `json=/dev/null`]);
      if (run.code === null || run.code > 2) throw new Error(`the gate failed (${run.code}): ${run.errors}`);
      const report = JSON.parse(run.output);
      if (report.releases.length !== count)
        throw new Error(`${report.releases.length} releases were judged, not ${count}`);
      console.log(
        `  ${String(count).padStart(6)} releases  ${(run.milliseconds / 1000).toFixed(1)} s  ${(run.milliseconds / count).toFixed(2)} ms each  peak ${run.peak.toFixed(0)} MB`,
      );
      return run;
    });
  const [small, large] = figures;
  console.log(
    `  growth from 1,000 to 10,000: time ×${(Number(large?.milliseconds) / Number(small?.milliseconds)).toFixed(1)}, memory ×${(Number(large?.peak) / Number(small?.peak)).toFixed(1)} (aim: under 20 s and 500 MB)`,
  );
}

/** The files of credit-scorer 1.0.0, evidence and all. */
export function releaseFiles(/** @type {import('./repository.mjs').Repository} */ { git }) {
  const prefix = 'releases/credit-scorer/1.0.0/';
  const listed = git(['ls-tree', '-r', 'HEAD', prefix]).trim().split('\n');
  return listed.map((line) => {
    const [about = '', path = ''] = line.split('\t');
    const id = about.split(' ')[2] ?? '';
    return {
      path: path.slice(prefix.length),
      id,
      text: path.endsWith('release.yaml') ? git(['cat-file', 'blob', id]) : '',
    };
  });
}

export function importStream(
  /** @type {string} */ branch,
  /** @type {number} */ count,
  /** @type {{path: string, id: string, text: string}[]} */ files,
) {
  const parts = [
    `commit refs/heads/${branch}\ncommitter bench <bench@example.org> 1700000000 +0000\ndata 4\nmany\nfrom refs/heads/main\n`,
  ];
  for (let index = 0; index < count; index += 1) {
    const name = `scorer-${createHash('sha1').update(String(index)).digest('hex').slice(0, 8)}-${index}`;
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
