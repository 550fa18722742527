// @ts-check
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { engine } from './repository.mjs';

/** @typedef {{name: string, rows: number, columns: string[], aim: string}} Shape */

/** @type {Shape[]} */
const shapes = [
  { name: 'long/4', rows: 1_250_000, columns: mixedColumns(), aim: '' },
  { name: 'long', rows: 5_000_000, columns: mixedColumns(), aim: '12 s, 300 MB' },
  { name: 'wide/4', rows: 100_000, columns: plainColumns(250), aim: '' },
  { name: 'wide', rows: 100_000, columns: plainColumns(1000), aim: '30 s' },
];

/** Drift between two tables and the quality of the later one, beside a scan of the same two files by DuckDB alone. */
export async function benchTables(/** @type {import('./repository.mjs').Repository} */ { home }) {
  for (const shape of shapes) {
    const files = await makeTables(home, shape);
    const [reference, current] = files;
    const scan = await scanTables(home, files);
    const drift = await runPlugin('data-drift', { reference, current }, home);
    const quality = await runPlugin('data-quality', { data: current }, home);
    // As `gate validate` runs them where there are two processors.
    const started = performance.now();
    await Promise.all([
      runPlugin('data-drift', { reference, current }, home),
      runPlugin('data-quality', { data: current }, home),
    ]);
    const beside = (performance.now() - started) / 1000;
    for (const file of files) rmSync(join(home, file));
    const both = drift.seconds + quality.seconds;
    console.log(
      `  ${shape.name.padEnd(7)} ${String(shape.rows).padStart(7)} × ${String(shape.columns.length).padEnd(4)}` +
        `  scan ${scan.toFixed(2)} s` +
        `  drift ${figures(drift)}  quality ${figures(quality)}` +
        `  side by side ${beside.toFixed(1)} s, one after the other ${both.toFixed(1)} s, ${(both / scan).toFixed(1)}× the scan${shape.aim && ` (aim ${shape.aim})`}`,
    );
  }
}

/** @param {{seconds: number, cpu: number, megabytes: number}} run */
function figures({ seconds, cpu, megabytes }) {
  return `${seconds.toFixed(1)} s (processor ${cpu.toFixed(1)} s), ${megabytes.toFixed(0)} MB`;
}

// Twenty columns of every kind: normal, skewed, whole, mostly zero, with gaps, times, few and many categories, keys.
function mixedColumns() {
  const normal = 'sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';
  const four = [1, 2, 3, 4];
  return [
    ...[...four, 5, 6].map((k) => `${normal} + $shift AS normal_${k}`),
    ...four.map((k) => `exp(${k} * ${normal} + $shift) AS skewed_${k}`),
    ...four.map((k) => `(random() * ${10 ** k})::INTEGER AS whole_${k}`),
    'CASE WHEN random() < 0.6 THEN 0 ELSE -100 * ln(1 - random()) END AS mostly_zero',
    "TIMESTAMP '2026-01-01' + INTERVAL ((random() * 3e7)::BIGINT) SECOND AS moment",
    'CASE WHEN random() < 0.05 THEN NULL ELSE random() END AS gaps',
    "'kind-' || (random() * random() * 12)::INTEGER AS kind",
    "'branch-' || (random() * 800)::INTEGER AS branch",
    "'user-' || (random() * 3e6)::INTEGER AS person",
  ];
}

/** @param {number} count */
function plainColumns(count) {
  const sum = 'random() + random() + random() + $shift';
  const kinds = [sum, sum, 'exp(3 * random())', '(random() * 1000)::INTEGER'];
  return Array.from({ length: count }, (_, index) => `${kinds[index % 4]} AS column_${index}`);
}

/** @param {string} home @param {Shape} shape @returns {Promise<[string, string]>} */
async function makeTables(home, { rows, columns }) {
  await withDuckDB(async (run) => {
    for (const [name, seed, shift] of [
      ['reference', 0.1, 0],
      ['current', 0.7, 0.05],
    ]) {
      await run(`SELECT setseed(${seed})`);
      const selected = columns.join(', ').replaceAll('$shift', String(shift));
      await run(`COPY (SELECT ${selected} FROM range(${rows})) TO '${join(home, `${name}.parquet`)}'`);
    }
  });
  return ['reference.parquet', 'current.parquet'];
}

/** Every value of every column is decoded, and hardly anything done with it. @param {string} home @param {string[]} files */
async function scanTables(home, files) {
  const started = performance.now();
  await withDuckDB(async (run) => {
    for (const file of files) await run(`SELECT bit_xor(hash(COLUMNS(*))) FROM '${join(home, file)}'`);
  });
  return (performance.now() - started) / 1000;
}

/** @param {(work: (sql: string) => Promise<unknown>) => Promise<void>} work */
async function withDuckDB(work) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await work((sql) => connection.run(sql));
  connection.closeSync();
  instance.closeSync();
}

/**
 * @param {string} plugin @param {Record<string, string>} config @param {string} home
 * @returns {Promise<{seconds: number, cpu: number, megabytes: number}>}
 */
function runPlugin(plugin, config, home) {
  const files = Object.fromEntries(Object.values(config).map((file) => [file, join(home, file)]));
  const started = performance.now();
  const child = spawn(process.execPath, [
    // As `gate validate` does.
    '--max-semi-space-size=1',
    join(engine, 'bench/child.mjs'),
    join(engine, 'plugins', plugin, 'dist/main.mjs'),
  ]);
  let [answer, said] = ['', ''];
  child.stdout.on('data', (chunk) => {
    answer += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdin.end(JSON.stringify({ schema: 'gatehouse/plugin-request@1', config, files }));
  return new Promise((done, fail) => {
    child.on('close', () => {
      const measured = JSON.parse(answer);
      const [, peak, processor] = /@peak (\d+)(?: @processor (\d+))?/.exec(said) ?? [];
      if (!(measured.examined > 0) || peak === undefined)
        return fail(new Error(`${plugin}: ${answer || said}`));
      const seconds = (performance.now() - started) / 1000;
      done({ seconds, cpu: Number(processor) / 1e6, megabytes: Number(peak) / 1024 });
    });
  });
}
