import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestBytes } from '@gatehouse/contracts';
import { folderWith, manifestWith, packages } from '@gatehouse/testing';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { evidenceOf } from '../src/make-evidence.ts';
import { writeEvidence } from '../src/write-evidence.ts';
import { evidenceWith } from './evidence-samples.ts';

const head = '# a release\r\nname: x   # odd\r\n';
const release = (folder: string) => readFileSync(join(folder, 'release.yaml'), 'utf8');
const folderNames = (folder: string) =>
  [...readdirSync(folder), ...readdirSync(join(folder, 'evidence'))].sort();

function expectPinned(folder: string): void {
  for (const entry of parse(release(folder)).evidence)
    expect(entry.digest).toBe(digestBytes(readFileSync(join(folder, 'evidence', `${entry.id}.json`))));
}

describe('writing evidence', () => {
  test('writes the long forms and pins them in release.yaml', async () => {
    const folder = folderWith({ 'release.yaml': head });
    chmodSync(join(folder, 'release.yaml'), 0o640);
    const entries = await writeEvidence({
      releaseDirectory: folder,
      evidence: [evidenceWith('a'), evidenceWith('b')],
    });
    const long = readFileSync(join(folder, 'evidence/a.json'), 'utf8');
    expect(long).toBe(`${JSON.stringify(evidenceWith('a'), null, 2)}\n`);
    expect(entries[0]).toEqual({
      id: 'a',
      plugin: 'lines',
      version: '1.0.0',
      status: 'measured',
      examined: 1,
      measured_at: '2026-11-23T10:00:00Z',
      digest: digestBytes(long),
      headline: { lines: 1 },
    });
    expect(release(folder).startsWith(head)).toBe(true);
    expect(parse(release(folder)).evidence).toEqual(entries);
    expect(statSync(join(folder, 'release.yaml')).mode & 0o777).toBe(0o640);
    expect(folderNames(folder)).toEqual(['a.json', 'b.json', 'evidence', 'release.yaml']);
  });

  test('drops what is no longer wanted only if asked to', async () => {
    const folder = folderWith({ 'release.yaml': head, 'evidence/by-hand.json': '{}' });
    const write = (id: string, keep?: string[]) =>
      writeEvidence({ releaseDirectory: folder, evidence: [evidenceWith(id)], ...(keep && { keep }) });
    await write('a');
    await write('b');
    expect((await write('c')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect((await write('c', ['b'])).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(readdirSync(join(folder, 'evidence'))).toEqual(['b.json', 'by-hand.json', 'c.json']);
    expectPinned(folder);
  });

  test('a failed run is an entry too', async () => {
    const folder = folderWith({ 'release.yaml': head });
    const run = { inputs: [], error: { code: 'timeout', message: 'too slow' } };
    const about = {
      id: 'a',
      manifest: manifestWith(),
      subject: 's',
      config: {},
      measuredAt: '2026-11-23T10:00:00Z',
    };
    const [entry] = await writeEvidence({ releaseDirectory: folder, evidence: [evidenceOf(run, about)] });
    expect(entry).toMatchObject({ id: 'a', status: 'error', examined: 0 });
    expect(entry).not.toHaveProperty('headline');
  });

  test.each([
    ['no release.yaml', {}, 'input.missing'],
    ['broken YAML', { 'release.yaml': 'a: [' }, 'input.yaml'],
    ['other bytes', { 'release.yaml': new Uint8Array([97, 58, 32, 255]) }, 'input.not_utf8'],
    ['a file in the place of evidence/', { 'release.yaml': head, evidence: 'x' }, 'input.path'],
  ])('with %s nothing is written', async (_, files, code) => {
    const folder = folderWith(files as Record<string, string>);
    const before = readdirSync(folder);
    const writing = writeEvidence({ releaseDirectory: folder, evidence: [evidenceWith('a')] });
    await expect(writing).rejects.toThrow(expect.objectContaining({ code }));
    expect(readdirSync(folder)).toEqual(before);
  });

  test('not through links', async () => {
    const outside = folderWith({ 'release.yaml': head });
    const folder = folderWith({ 'release.yaml': head });
    symlinkSync(outside, join(folder, 'evidence'));
    const linked = folderWith({});
    symlinkSync(join(outside, 'release.yaml'), join(linked, 'release.yaml'));
    for (const releaseDirectory of [folder, linked])
      await expect(writeEvidence({ releaseDirectory, evidence: [evidenceWith('a')] })).rejects.toThrow(
        expect.objectContaining({ code: 'input.path' }),
      );
    expect(readdirSync(outside)).toEqual(['release.yaml']);
  });

  test('evidence that does not fit its schema is our bug', async () => {
    const folder = folderWith({ 'release.yaml': head });
    for (const evidence of [
      [evidenceWith('../a')],
      [evidenceWith('a', -1)],
      [evidenceWith('a'), evidenceWith('a')],
    ])
      await expect(writeEvidence({ releaseDirectory: folder, evidence })).rejects.toThrow(
        expect.objectContaining({ code: 'internal' }),
      );
    expect(readdirSync(folder)).toEqual(['release.yaml']);
  });
});

describe('a person', () => {
  /** Waits until evidence is being written aside: release.yaml was read by then, and is not written yet. */
  async function underWay(folder: string): Promise<void> {
    while (!existsSync(join(folder, 'evidence/a.json.gatehouse-new'))) await sleep(1);
  }

  // So large that it takes a while to be on disk.
  const large = { ...evidenceWith('a'), details: { text: 'x'.repeat(64 * 1024 * 1024) } };

  test('who saves release.yaml meanwhile finds what they saved, and the evidence', async () => {
    const folder = folderWith({ 'release.yaml': head });
    const writing = writeEvidence({ releaseDirectory: folder, evidence: [large] });
    await underWay(folder);
    writeFileSync(join(folder, 'release.yaml'), `${head}summary: saved meanwhile\n`);
    await writing;
    expect(parse(release(folder))).toMatchObject({ summary: 'saved meanwhile', evidence: [{ id: 'a' }] });
    expectPinned(folder);
    expect(folderNames(folder)).toEqual(['a.json', 'evidence', 'release.yaml']);
  });

  test('who takes release.yaml away meanwhile gets no other one', async () => {
    const folder = folderWith({ 'release.yaml': head });
    const writing = writeEvidence({ releaseDirectory: folder, evidence: [large] });
    await underWay(folder);
    rmSync(join(folder, 'release.yaml'));
    await expect(writing).rejects.toThrow(expect.objectContaining({ code: 'input.missing' }));
    expect(readdirSync(folder)).toEqual(['evidence']);
  });
});

describe('the lock', () => {
  const owner = (pid: number, host = hostname()) => JSON.stringify({ token: 'abc', pid, host });
  const write = (folder: string) =>
    writeEvidence({ releaseDirectory: folder, evidence: [evidenceWith('a')], wait: 0.1 });

  test('of a living process is respected, also of another host', async () => {
    for (const lock of [owner(process.ppid), owner(1, 'elsewhere')]) {
      const folder = folderWith({ 'release.yaml': head, '.evidence.lock': lock });
      await expect(write(folder)).rejects.toThrow(expect.objectContaining({ code: 'refused.locked' }));
      expect([release(folder), readdirSync(folder)]).toEqual([head, ['.evidence.lock', 'release.yaml']]);
    }
  });

  test('of a dead process is taken over, even if the one that took it over died too', async () => {
    const dead = owner(2 ** 22 + 1);
    const folder = folderWith({
      'release.yaml': head,
      '.evidence.lock': dead,
      '.evidence.lock.abc': dead.replace('abc', 'def'),
    });
    await write(folder);
    expect(folderNames(folder)).toEqual(['a.json', 'evidence', 'release.yaml']);
  });

  test('of a process that had our number is taken over; those of this very process wait for each other', async () => {
    const folder = folderWith({ 'release.yaml': head, '.evidence.lock': owner(process.pid) });
    const ids = ['a', 'b', 'c'];
    await Promise.all(
      ids.map((id) => writeEvidence({ releaseDirectory: folder, evidence: [evidenceWith(id)] })),
    );
    expect(
      parse(release(folder))
        .evidence.map(({ id }: { id: string }) => id)
        .sort(),
    ).toEqual(ids);
    expectPinned(folder);
  });

  test('that is not ours is not touched', async () => {
    const folder = folderWith({ 'release.yaml': head, '.evidence.lock': 'mine' });
    await expect(write(folder)).rejects.toThrow(expect.objectContaining({ code: 'refused.locked' }));
    expect(readFileSync(join(folder, '.evidence.lock'), 'utf8')).toBe('mine');
  });
});

describe('several processes', () => {
  test('lose nothing of each other', async () => {
    const writer = await bundleWriter();
    const folder = folderWith({ 'release.yaml': head });
    const ids = ['a', 'b', 'c'].map((letter) =>
      Array.from({ length: 12 }, (_, index) => `${letter}${index}`),
    );
    await Promise.all(
      ids.map((own) => ended(start(writer, folder, JSON.stringify(own.map((id) => [evidenceWith(id)]))))),
    );
    const entries: { id: string }[] = parse(release(folder)).evidence;
    expect(entries.map(({ id }) => id).sort()).toEqual(ids.flat().sort());
    expectPinned(folder);
    expect(readdirSync(folder).sort()).toEqual(['evidence', 'release.yaml']);
  });

  test('killed at any moment, leave the old or the new release.yaml', async () => {
    const writer = await bundleWriter();
    const states = [1, 2].map((examined) => ['a', 'b', 'c'].map((id) => evidenceWith(id, examined)));
    const texts = await Promise.all(
      states.map(async (evidence) => {
        const folder = folderWith({ 'release.yaml': head });
        await writeEvidence({ releaseDirectory: folder, evidence });
        return release(folder);
      }),
    );
    const rounds = JSON.stringify(Array.from({ length: 2000 }, (_, index) => states[index % 2]));
    const seen = new Set<string>();
    const killOne = async () => {
      const folder = folderWith({ 'release.yaml': texts[0] as string });
      mkdirSync(join(folder, 'evidence'));
      const child = start(writer, folder, rounds);
      await new Promise((ready) => child.stdout?.once('data', ready));
      await sleep(Math.random() * 25);
      child.kill('SIGKILL');
      await ended(child).catch(() => {});
      expect(texts).toContain(release(folder));
      seen.add(String(texts.indexOf(release(folder))) + readdirSync(folder).length);
      const last = await writeEvidence({ releaseDirectory: folder, evidence: states[1] ?? [] });
      expect([release(folder), last.length]).toEqual([texts[1], 3]);
      expectPinned(folder);
      expect(folderNames(folder)).toEqual(['a.json', 'b.json', 'c.json', 'evidence', 'release.yaml']);
    };
    // On a busy machine most die before they have written anything: more of them then.
    for (let round = 0; round < 25 || (seen.size <= 2 && round < 100); round++)
      await Promise.all([killOne(), killOne()]);
    expect(seen.size).toBeGreaterThan(2);
  }, 60_000);
});

/** A program that writes evidence again and again: a list of lists on stdin. */
async function bundleWriter(): Promise<string> {
  const folder = folderWith({});
  const outfile = join(folder, 'writer.mjs');
  const contents = `
    import { readFileSync } from 'node:fs';
    import { writeEvidence } from './src/write-evidence.ts';
    const rounds = JSON.parse(readFileSync(0, 'utf8'));
    process.stdout.write('ready');
    for (const evidence of rounds) await writeEvidence({ releaseDirectory: process.argv[2], evidence });`;
  await build({
    stdin: { contents, resolveDir: join(packages, 'measure'), loader: 'ts' },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  expect(existsSync(outfile)).toBe(true);
  return outfile;
}

function start(writer: string, folder: string, input: string): ChildProcess {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return child;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    child.on('exit', (code) => (code === 0 ? done() : fail(new Error(`exit code ${code}`))));
  });
}
