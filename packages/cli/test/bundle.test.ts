import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Bundle, makeBundle } from '@gatehouse/audit';
import { digestBytes } from '@gatehouse/contracts';
import { openRepository, type RecordLimits, type Repository } from '@gatehouse/git';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHost, createProposal, createSigned, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;
const model = `${folder}/model/credit-scorer.onnx`;

async function promoted(): Promise<Team> {
  const team = await createSigned();
  const { code, err } = await team.gate('promote', release);
  if (code !== 0) throw new Error(err);
  return team;
}

const bundleFile = (team: Team) => join(team.home, 'bundle.json');
const write = (team: Team, bundle: unknown) => writeFileSync(bundleFile(team), JSON.stringify(bundle));
const verify = (team: Team, ...args: string[]) => team.gate('verify-bundle', bundleFile(team), ...args);
const idOf = (team: Team, path: string) => team.git('rev-parse', `main:${path}`);

/** Makes the bundle of what main is now, from a repository that may lie. */
async function make(
  team: Team,
  options: { limits?: RecordLimits; lie?: (repository: Repository) => Partial<Repository> } = {},
): Promise<Bundle> {
  const host = createHost(team.root, team.env, () => new Date('2026-11-25T09:00:00Z'), { out: '', err: '' });
  const repository = await openRepository(team.root, {
    path: team.env.PATH ?? '',
    temporary: host.temporary,
  });
  onTestFinished(() => repository.close());
  const seen = { ...repository, ...options.lie?.(repository) };
  const { bundle } = await makeBundle(host, seen, team.git('rev-parse', 'main'), options.limits);
  write(team, bundle);
  return bundle;
}

/** Takes the bytes of a blob out of a bundle, and states a digest instead. */
function withoutBytes(bundle: Bundle, id: string, stated: { digest: string; size: number }): Bundle {
  const { [id]: _bytes, ...objects } = bundle.record.objects;
  return {
    ...bundle,
    record: { ...bundle.record, objects, digests: { ...bundle.record.digests, [id]: stated } },
  };
}

test('a bundle carries the whole record, and is checked without the repository', async () => {
  const team = await promoted();
  const base = team.git('rev-parse', 'main^1');
  const made = await team.gate('bundle', release, '--output', bundleFile(team));
  expect(made).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`base ${base}`) });
  const elsewhere = createProposal();
  const { code, out } = await elsewhere.gate('verify-bundle', bundleFile(team));
  expect({ code, out }).toMatchObject({
    code: 0,
    out: expect.stringMatching(/✓ PROMOTED[\s\S]*signed by emmy as risk/),
  });
  expect(out).toMatch(new RegExp(`base ${base}[\\s\\S]*--base <commit id>`));
  expect((await team.gate('bundle', release, '--output', bundleFile(team))).code).toBe(3);
  const { base: told, believed } = JSON.parse((await verify(team, '--base', base, '--format', 'json')).out);
  expect({ told, believed }).toEqual({ told: { commit: base, pinned: true }, believed: [] });
});

test('a bundle in which anything is altered or left out is refused', async () => {
  const team = await promoted();
  const bundle = await make(team);
  const ids = Object.keys(bundle.record.objects);
  const commits = ids.filter((id) => bundle.record.objects[id]?.type === 'commit');
  for (const id of [...commits, idOf(team, model), ids[0] as string, ids.at(-1) as string]) {
    const { [id]: _left, ...objects } = bundle.record.objects;
    write(team, { ...bundle, record: { ...bundle.record, objects } });
    expect((await verify(team)).code, `without ${id}`).toBe(3);
  }
  write(team, { ...bundle, decisions: {} });
  expect(await verify(team)).toMatchObject({ code: 3, err: expect.stringContaining('input.changed') });
});

describe('whose policies judged', () => {
  test('is pinned by the commit that has them, and by nothing less', async () => {
    const team = await promoted();
    await make(team);
    const base = team.git('rev-parse', 'main^1');
    expect((await verify(team, '--base', base)).code).toBe(0);
    expect((await verify(team, '--base', team.git('rev-parse', 'main'))).code).toBe(1);
    for (const text of [base.slice(0, 12), base.toUpperCase(), 'main', '']) {
      expect(await verify(team, '--base', text)).toMatchObject({
        code: 3,
        err: expect.stringContaining('usage.value'),
      });
    }
    const root = digestBytes(team.read('policies/trust/root.yaml'));
    expect(await verify(team, '--root', root)).toMatchObject({
      code: 3,
      err: expect.stringContaining('usage.value'),
    });
  });

  test('weak policies beside the very same trust root are another base', { timeout: 60_000 }, async () => {
    const team = createProposal();
    const trusted = team.git('rev-parse', 'main');
    const branch = team.git('branch', '--show-current');
    team.git('checkout', '--quiet', 'main');
    for (const path of team.git('ls-files', 'policies/gates/*.rego').split('\n')) {
      team.write(path, team.read(path).replaceAll(/^(# +severity:) \w+$/gm, '$1 warn'));
    }
    team.commit('Warn, and ask nobody');
    team.git('checkout', '--quiet', branch);
    team.git('merge', '--quiet', '--no-edit', 'main');
    expect(await team.gate('promote', release)).toMatchObject({ code: 0 });
    await make(team);
    expect(await verify(team)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Is this base yours?'),
    });
    expect(await verify(team, '--base', trusted)).toMatchObject({
      code: 1,
      err: expect.stringContaining('refused.not_ready'),
    });
  });
});

describe('an artifact that is swapped in the merge, after it was signed', () => {
  const swapped = 'not at all what people signed..';

  /** The bundle of whoever swapped it: without the bytes, with the digest that was signed. */
  async function swap(): Promise<{ team: Team; signed: Buffer }> {
    const team = await createSigned();
    const signed = readFileSync(join(team.root, model));
    const branch = team.git('branch', '--show-current');
    team.git('checkout', '--quiet', 'main');
    team.git('merge', '--quiet', '--no-ff', '--no-commit', branch);
    team.write(model, swapped);
    team.commit('Promote');
    const id = idOf(team, model);
    const stated = { digest: digestBytes(signed), size: signed.length };
    const bundle = await make(team, {
      lie: (repository) => ({
        digestBlob: async (one) => (one === id ? stated : repository.digestBlob(one)),
        readBlob: async (one, most) => (one === id ? Buffer.from(swapped) : repository.readBlob(one, most)),
      }),
    });
    write(team, withoutBytes(bundle, id, stated));
    return { team, signed };
  }
  const beside = (team: Team, content: string | Buffer, path = 'beside/model') => {
    mkdirSync(dirname(join(team.home, path)), { recursive: true });
    writeFileSync(join(team.home, path), content);
    return join(team.home, path);
  };

  test('is believed by nobody: the path is named, and nothing is proven', async () => {
    const { team } = await swap();
    expect((await team.gate('audit', '--no-cache')).code).toBe(1);
    const { code, out } = await verify(team);
    expect({ code, out }).toMatchObject({ code: 2, out: expect.stringMatching(/^\? INCONCLUSIVE/) });
    expect(out).toContain(`    ${model}\n`);
    const json = await verify(team, '--format', 'json');
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({
      verdict: 'inconclusive',
      believed: [{ id: idOf(team, model), paths: [model] }],
    });
  });

  test('is found out by the file itself', async () => {
    const { team } = await swap();
    const file = beside(team, swapped);
    for (const path of [file, dirname(file)]) {
      expect(await verify(team, '--with', path)).toMatchObject({
        code: 3,
        err: expect.stringContaining('input.changed'),
      });
    }
  });

  test('is not proven by the file that was signed, which is another', async () => {
    const { team, signed } = await swap();
    expect((await verify(team, '--with', beside(team, signed))).code).toBe(2);
    expect((await verify(team, '--with', join(team.home, 'nothing'))).code).toBe(3);
  });

  test('is refused where the bundle has the bytes too', async () => {
    const { team } = await swap();
    const bundle = JSON.parse(readFileSync(bundleFile(team), 'utf8')) as Bundle;
    const id = idOf(team, model);
    const carried = { type: 'blob', data: Buffer.from(swapped).toString('base64') };
    write(team, {
      ...bundle,
      record: { ...bundle.record, objects: { ...bundle.record.objects, [id]: carried } },
    });
    expect((await verify(team)).code).toBe(3);
  });
});

describe('files that are too large to be carried', () => {
  const limits = { blob: 4096, all: 1024 ** 3 };

  test('are named one by one, and proven by what lies beside the bundle', async () => {
    const team = await promoted();
    const bundle = await make(team, { limits });
    const sizes = Object.values(bundle.record.digests).map(({ size }) => size);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.min(...sizes)).toBeGreaterThan(limits.blob);
    const believed = async (...args: string[]) => {
      const { code, out } = await verify(team, '--format', 'json', ...args);
      const paths: string[] = JSON.parse(out).believed.flatMap((one: { paths: string[] }) => one.paths);
      return { code, paths };
    };
    const all = await believed();
    expect(all).toEqual({ code: 2, paths: expect.arrayContaining([model]) });
    const rest = all.paths.filter((path) => path !== model);
    expect((await believed('--with', join(team.root, model))).paths.sort()).toEqual(rest.sort());
    const each = all.paths.flatMap((path) => ['--with', join(team.root, path)]);
    expect(await believed(...each)).toEqual({ code: 0, paths: [] });
    expect(await believed('--with', team.root)).toEqual({ code: 0, paths: [] });
  });

  test('are what they are: a lie about size or digest is mended by the file', async () => {
    const team = await promoted();
    const bundle = await make(team, { limits });
    const id = idOf(team, model);
    const honest = bundle.record.digests[id] as { digest: string; size: number };
    for (const lie of [
      { ...honest, size: 1 },
      { ...honest, digest: `sha256:${'0'.repeat(64)}` },
    ]) {
      write(team, withoutBytes(bundle, id, lie));
      expect([2, 3]).toContain((await verify(team)).code);
      expect((await verify(team, '--with', team.root)).code).toBe(0);
    }
  });

  test('are never what judges', async () => {
    const team = await promoted();
    const bundle = await make(team, { limits: { blob: 1, all: limits.all } });
    for (const path of [
      `${folder}/release.yaml`,
      `${folder}/evidence/performance.json`,
      'policies/main.rego',
      'policies/trust/root.yaml',
    ]) {
      const id = idOf(team, path);
      const bytes = Buffer.from(bundle.record.objects[id]?.data ?? '', 'base64');
      write(team, withoutBytes(bundle, id, { digest: digestBytes(bytes), size: bytes.length }));
      expect((await verify(team, '--with', join(team.root, path))).code, path).toBe(3);
    }
  });

  test('do not count where the bytes are there', async () => {
    const team = await promoted();
    const bundle = await make(team);
    const digests = { [idOf(team, model)]: { digest: `sha256:${'0'.repeat(64)}`, size: 1 } };
    write(team, { ...bundle, record: { ...bundle.record, digests } });
    expect((await verify(team)).code).toBe(0);
  });
});

test('what is no bundle, or two of them, is refused', async () => {
  const team = await promoted();
  const bundle = await make(team);
  const text = JSON.stringify(bundle);
  const digest = `sha256:${'0'.repeat(64)}`;
  const odd = [
    '',
    '[]',
    'null',
    '{"schema": "gatehouse/bundle@1"}',
    text.slice(0, -1),
    text.replace('{', `{"commit":"${bundle.commit}",`),
    text.replace('"decisions":{', `"decisions":{"${release}":"${digest}",`),
    text.replace('"objects":{', `"objects":{"${Object.keys(bundle.record.objects)[0]}":{},`),
    ...[
      { more: 1 },
      { commit: 'main' },
      { commit: bundle.commit.slice(1) },
      { decisions: [] },
      { decisions: { [release]: 'ready' } },
      { decisions: null },
      { record: [] },
      { ledger: null },
    ].map((change) => JSON.stringify({ ...bundle, ...change })),
  ];
  for (const one of odd) {
    writeFileSync(bundleFile(team), one);
    expect(await verify(team), one.slice(0, 80)).toMatchObject({
      code: 3,
      err: expect.stringContaining('input.json'),
    });
  }
});
