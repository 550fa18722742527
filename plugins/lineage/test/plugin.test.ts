import { describe, expect, test } from 'vitest';
import {
  bytes,
  codeOf,
  type Dataset,
  measure,
  measureEvents,
  measureGraph,
  measureText,
  numbersOf,
  run,
  sha256,
} from './lineages.ts';

const whole = {
  events: ['events.jsonl'],
  training: ['s3://data/training.csv'],
  sources: ['postgres://warehouse:5432/public.applications'],
  files: [
    { path: 'training.csv', node: 's3://data/training.csv' },
    { path: 'model.txt', node: 's3://models/scorer' },
  ],
};

describe('OpenLineage events', () => {
  test('a model that was made as its events say', async () => {
    const measured = await measure(whole);
    expect(measured.examined).toBe(2);
    expect(numbersOf(measured)).toEqual({
      nodes: [3, 3],
      edges: [2, 2],
      events: [4, 4],
      events_other: [0, 4],
      runs: [2, 2],
      runs_failed: [0, 2],
      runs_unfinished: [0, 2],
      digest_mismatches: [0, 3],
      version_mismatches: [null, 0],
      schema_mismatches: [0, 1],
      reads_unchecked: [0, 1],
      files_unchecked: [0, 2],
      edges_without_digest: [1, 2],
      gaps: [0, 3],
      models_without_training: [0, 1],
      inputs_without_writer: [0, 2],
      cycles: [0, 2],
      orphans: [0, 3],
    });
    expect(measured.headline).toEqual({
      nodes: 3,
      edges: 2,
      digest_mismatches: 0,
      gaps: 0,
      cycles: 0,
      orphans: 0,
    });
  });

  test('the graph is in the details, and no password', async () => {
    const { details } = await measure(whole);
    expect(details?.nodes).toEqual([
      {
        ...{
          id: 'postgres://warehouse:5432/public.applications',
          kind: 'dataset',
          training: false,
          source: true,
        },
        storage: 'postgres://warehouse:5432/credit',
      },
      { id: 's3://data/training.csv', kind: 'dataset', training: true, source: false },
      { id: 's3://models/scorer', kind: 'model', training: false, source: false },
    ]);
    expect(details?.edges).toMatchObject([
      {
        from: 'postgres://warehouse:5432/public.applications',
        job: 'credit/prepare',
        from_version: 'snapshot-42',
      },
      { from: 's3://data/training.csv', to: 's3://models/scorer', job: 'credit/train' },
    ]);
    expect(details?.runs).toMatchObject([
      { job: 'credit/prepare', state: 'complete', parent: '0197a3c0-0000-7000-8000-0000000000ff' },
      { job: 'credit/train', state: 'complete' },
    ]);
    expect(JSON.stringify(details)).not.toContain('secret');
  });

  test('an array of events is the same as lines, whatever their order, and twice is once', async () => {
    const lines = await measure(whole);
    const array = await measure({ ...whole, events: ['events.json'] });
    expect(array.measurements).toEqual(lines.measurements);
    const both = await measure({ ...whole, events: ['events.json', 'events.jsonl'] });
    expect(numbersOf(both)).toEqual({ ...numbersOf(lines), events: [8, 8], events_other: [0, 8] });
  });

  test('what is read must have been written', async () => {
    const measured = await measureEvents([
      run(['source'], [bytes('training', 'new')]),
      run([bytes('training', 'old')], [bytes('model', 'm')]),
    ]);
    expect(numbersOf(measured)).toMatchObject({ digest_mismatches: [1, 1], reads_unchecked: [0, 1] });
    expect(measured.details?.breaks).toMatchObject([
      { what: 'read', of: 'digest', node: 'n/training', found: sha256('old'), expected: [sha256('new')] },
    ]);
  });

  test('any writer will do: a table is written every night', async () => {
    const writes = ['monday', 'tuesday'].map((text) => run([], [bytes('table', text)]));
    const measured = await measureEvents([...writes, run([bytes('table', 'monday')], ['report'])]);
    expect(numbersOf(measured)).toMatchObject({ digest_mismatches: [0, 1] });
  });

  test('a writer that does not say what it wrote leaves the read unchecked', async () => {
    const measured = await measureEvents([
      run([], ['table']),
      run([], [bytes('table', 'tuesday')]),
      run([bytes('table', 'monday')], ['report']),
      run(['table'], ['report']),
    ]);
    expect(numbersOf(measured)).toMatchObject({ digest_mismatches: [null, 0], reads_unchecked: [2, 2] });
  });

  test('versions and schemas are compared as well', async () => {
    const table = (version: string, type: string): Dataset => [
      'table',
      { version: { datasetVersion: version }, schema: { fields: [{ name: 'a', type }] } },
    ];
    const measured = await measureEvents([run([], [table('1', 'INT')]), run([table('2', 'text')], ['out'])]);
    expect(numbersOf(measured)).toMatchObject({
      digest_mismatches: [null, 0],
      version_mismatches: [1, 1],
      schema_mismatches: [1, 1],
      reads_unchecked: [0, 1],
    });
  });

  const columns = (...names: string[]): Dataset => [
    'table',
    { schema: { fields: names.map((name) => ({ name, type: name === 'wide' ? 'bigint' : 'int' })) } },
  ];

  test.each([
    ['all of them', [columns('a', 'b', 'c')], columns('c', 'b', 'a'), 0],
    ['some of them: engines read what a query asks for', [columns('a', 'b', 'c')], columns('c'), 0],
    ['one more', [columns('a', 'b')], columns('a', 'b', 'c'), 1],
    ['another', [columns('a', 'b')], columns('c'), 1],
    [
      'one of another type',
      [['table', { schema: { fields: [{ name: 'wide', type: 'int' }] } }]],
      columns('wide'),
      1,
    ],
    ['some that no single writer wrote', [columns('a'), columns('b')], columns('a', 'b'), 1],
    ['those of one of two writers', [columns('a'), columns('b', 'c')], columns('c'), 0],
  ] as [string, Dataset[], Dataset, number][])(
    'the columns that are read: %s',
    async (_, written, read, found) => {
      const measured = await measureEvents([
        ...written.map((table) => run([], [table])),
        run([read], ['out']),
      ]);
      expect(numbersOf(measured)).toMatchObject({ schema_mismatches: [found, 1] });
    },
  );

  test('the events of a run complete each other, and what they contradict is kept', async () => {
    const [start, end] = [run([bytes('table', 'a')], []), run([bytes('table', 'b')], ['out'])];
    const measured = await measureEvents([
      run([], [bytes('table', 'a')]),
      { ...start, eventType: 'START' },
      { ...end, run: start.run },
    ]);
    expect(numbersOf(measured)).toMatchObject({ runs: [2, 2], digest_mismatches: [1, 2], edges: [2, 2] });
  });

  test.each([
    ['runs_failed', 'FAIL'],
    ['runs_failed', 'ABORT'],
    ['runs_unfinished', 'START'],
    ['runs_unfinished', 'RUNNING'],
    ['runs_unfinished', undefined],
  ])('%s: a run with only %s proves nothing', async (metric, type) => {
    const event = run(['training'], ['model']);
    const measured = await measureEvents([{ ...event, eventType: type }], {
      models: ['n/model'],
      training: ['n/training'],
    });
    expect(measured.examined).toBe(0);
    expect(numbersOf(measured)).toMatchObject({
      [metric]: [1, 1],
      runs: [0, 1],
      edges: [0, 0],
      models_without_training: [1, 1],
      orphans: [2, 2],
    });
  });

  test('a run that completed and failed has failed', async () => {
    const done = run(['a'], ['b']);
    const measured = await measureEvents([done, { ...done, eventType: 'FAIL' }]);
    expect(numbersOf(measured)).toMatchObject({ runs: [0, 1], runs_failed: [1, 1] });
  });

  test('events without digests are measured as far as that goes', async () => {
    const measured = await measureEvents([run(['a'], ['b']), run(['b'], ['c'])]);
    expect(numbersOf(measured)).toMatchObject({
      edges: [2, 2],
      edges_without_digest: [2, 2],
      digest_mismatches: [null, 0],
      reads_unchecked: [1, 1],
    });
  });

  test('events without a run are counted, not used', async () => {
    const { run: _, ...design } = run(['a'], ['b']);
    const measured = await measureEvents([design, { dataset: { namespace: 'n', name: 'a' } }]);
    expect(measured.examined).toBe(0);
    expect(numbersOf(measured)).toMatchObject({
      events: [0, 2],
      events_other: [2, 2],
      runs_failed: [null, 0],
    });
  });

  test('a deleted facet says nothing, and a container is no password', async () => {
    const deleted: Dataset = ['b', { gatehouse_digest: { _deleted: true, sha256: sha256('x') } }];
    const measured = await measureEvents([
      { ...run([], [deleted]), inputs: [{ namespace: 'abfss://raw@lake.example', name: 'a' }] },
      { ...run([], []), inputs: [{ namespace: 'mysql://u:pw@host', name: 'a' }] },
    ]);
    expect(measured.details?.nodes).toMatchObject([
      { id: 'abfss://raw@lake.example/a' },
      { id: 'mysql://host/a' },
      { id: 'n/b' },
    ]);
    expect(numbersOf(measured)).toMatchObject({ edges_without_digest: [1, 1] });
  });
});

describe('the shape of the graph', () => {
  test('a model that no training data reaches, and an input of nobody', async () => {
    const measured = await measureEvents(
      [run(['raw'], ['training']), run(['training'], ['good']), run(['other'], ['bad'])],
      { models: ['n/good', 'n/bad'], training: ['n/training'], sources: ['n/raw'] },
    );
    expect(numbersOf(measured)).toMatchObject({
      gaps: [2, 5],
      models_without_training: [1, 2],
      inputs_without_writer: [1, 3],
    });
    expect(measured.details).toMatchObject({
      models_without_training: ['n/bad'],
      inputs_without_writer: ['n/other'],
    });
  });

  test('without a model the gap of models is undefined, not zero', async () => {
    const measured = await measureEvents([run(['a'], ['b'])]);
    expect(measured.measurements).toContainEqual({
      ...{ metric: 'models_without_training', value: null, n: 0, labels: {} },
      note: 'no node is a model',
    });
  });

  test('cycles are found once each, and an update in place is none', async () => {
    const measured = await measureEvents([
      ...[run(['a'], ['b']), run(['b'], ['c']), run(['c'], ['a']), run(['c'], ['d']), run(['x'], ['x'])],
      run([bytes('table', 'before')], [bytes('table', 'after')]),
    ]);
    expect(measured.details?.cycles).toEqual([['n/a', 'n/b', 'n/c'], ['n/x']]);
    expect(numbersOf(measured)).toMatchObject({ cycles: [2, 6] });
  });

  test('a chain of 50,000 datasets, and a run of many, take seconds and no stack', async () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => run([`${i}`], [`${i + 1}`]));
    const many = Array.from({ length: 300 }, (_, i) => `many${i}`);
    const outputs = many.map((name) => `${name}-out`);
    const measured = await measureEvents([...chain, run(many, outputs)]);
    expect(numbersOf(measured)).toMatchObject({ edges: [140_000, 140_000], cycles: [0, 140_000] });
  });
});

describe('the graph by hand', () => {
  const digest = sha256('rows');
  const nodes = [
    { id: 'training', kind: 'dataset', role: 'training', source: true, digest, path: 'rows.csv' },
    { id: 'model', kind: 'model' },
  ];
  const edges = [{ from: 'training', to: 'model', job: 'train' }];

  test('a release with its files', async () => {
    const measured = await measure({
      graph: 'graph.json',
      files: [{ path: 'training.csv' }, { path: 'model.txt' }],
    });
    expect(measured.examined).toBe(2);
    expect(numbersOf(measured)).toMatchObject({
      digest_mismatches: [0, 3],
      files_unchecked: [0, 2],
      edges_without_digest: [1, 2],
      gaps: [0, 3],
      orphans: [1, 4],
    });
    expect(measured.details).toMatchObject({ orphans: ['card'] });
  });

  test('a file must hash to the digest of its node', async () => {
    const measured = await measureGraph(
      { nodes, edges },
      { files: [{ path: 'rows.csv' }] },
      { 'rows.csv': 'rowz' },
    );
    expect(numbersOf(measured)).toMatchObject({ digest_mismatches: [1, 1] });
    expect(measured.details?.breaks).toEqual([
      {
        what: 'file',
        of: 'digest',
        node: 'training',
        path: 'rows.csv',
        found: sha256('rowz'),
        expected: [digest],
      },
    ]);
  });

  test('a path that is no declared file is unchecked, and so is a file without a digest', async () => {
    const measured = await measureGraph(
      { nodes, edges },
      { files: [{ path: 'm', node: 'model' }] },
      { m: 'm' },
    );
    expect(numbersOf(measured)).toMatchObject({ files_unchecked: [2, 2], digest_mismatches: [null, 0] });
  });

  test('an edge may say what was read', async () => {
    const other = [{ ...edges[0], from_digest: sha256('other rows') }];
    expect(numbersOf(await measureGraph({ nodes, edges: other }))).toMatchObject({
      digest_mismatches: [1, 1],
    });
    const written = [{ from: 'model', to: 'training', to_digest: sha256('x') }];
    expect(numbersOf(await measureGraph({ nodes, edges: written }))).toMatchObject({
      digest_mismatches: [1, 1],
    });
  });

  test('nodes without edges are nothing examined', async () => {
    const measured = await measureGraph({ nodes, edges: [] });
    expect(measured.examined).toBe(0);
    expect(numbersOf(measured)).toMatchObject({ gaps: [1, 1], cycles: [null, 0], orphans: [2, 2] });
    expect(numbersOf(await measureGraph({ nodes: [], edges: [] }))).toMatchObject({
      nodes: [0, 0],
      gaps: [null, 0],
      orphans: [null, 0],
    });
  });

  test.each([
    ['bad-shape', 'a list', []],
    ['bad-shape', 'no edges', { nodes }],
    ['bad-shape', 'nodes as an object', { nodes: {}, edges }],
    ['bad-shape', 'an unknown kind', { nodes: [{ id: 'a', kind: 'table' }], edges: [] }],
    ['bad-shape', 'a misspelt field', { nodes: [{ ...nodes[0], digset: digest }], edges }],
    ['bad-shape', 'a source that is a text', { nodes: [{ ...nodes[0], source: 'no' }], edges }],
    ['bad-digest', 'a short digest', { nodes: [{ ...nodes[0], digest: 'sha256:abc' }], edges }],
    ['bad-shape', 'a digest that is null', { nodes: [{ ...nodes[0], digest: null }], edges }],
    ['duplicate-node', 'a node twice', { nodes: [...nodes, nodes[0]], edges }],
    ['unknown-node', 'an edge to nowhere', { nodes, edges: [{ from: 'training', to: 'modle' }] }],
  ])('%s for %s', async (code, _, graph) => {
    expect(await codeOf(measureGraph(graph))).toBe(code);
  });
});

describe('what can not be measured', () => {
  const event = run(['a'], ['b']);

  test.each([
    ['not-json', 'a cut line', '{"eventType": "COMP'],
    ['not-json', 'a cut array', '[{"run": {}},'],
    ['not-json', 'no JSON', 'PAR1'],
    ['not-json', 'a key twice', JSON.stringify(event).replace('{', '{"eventType":"FAIL",')],
    [
      'not-json',
      'a key twice in an array',
      `[${JSON.stringify(event).replace('{', '{"eventType":"FAIL",')}]`,
    ],
    [
      'not-json',
      'a key twice over several lines',
      JSON.stringify(event, null, 1).replace('{', '{\n"job":0,'),
    ],
    ['not-utf8', 'bytes', new Uint8Array([0xff, 0xfe, 0x00])],
    ['bad-shape', 'a number', '5'],
    ['bad-shape', 'an object of another kind', '{"nodes": []}'],
    ['bad-shape', 'a run without id', JSON.stringify({ ...event, run: {} })],
    ['bad-shape', 'no job', JSON.stringify({ ...event, job: undefined })],
    ['bad-shape', 'a type of event that is unknown', JSON.stringify({ ...event, eventType: 'complete' })],
    [
      'bad-shape',
      'inputs that are no list',
      JSON.stringify({ ...event, inputs: { namespace: 'n', name: 'a' } }),
    ],
    ['bad-shape', 'an input without a name', JSON.stringify({ ...event, inputs: [{ namespace: 'n' }] })],
    [
      'bad-shape',
      'one run of two jobs',
      `${JSON.stringify(event)}\n${JSON.stringify({ ...event, job: { namespace: 'jobs', name: 'x' } })}`,
    ],
    [
      'bad-digest',
      'a digest that is none',
      JSON.stringify(run([['a', { gatehouse_digest: { sha256: 'yes' } }]], [])),
    ],
    [
      'bad-shape',
      'a digest facet without a digest',
      JSON.stringify(run([['a', { gatehouse_digest: {} }]], [])),
    ],
    [
      'ambiguous-name',
      'two datasets of one id',
      JSON.stringify({
        ...event,
        inputs: [
          { namespace: 'n/m', name: 'a' },
          { namespace: 'n', name: 'm/a' },
        ],
      }),
    ],
  ])('%s for %s', async (code, _, text) => {
    expect(await codeOf(measureText(text))).toBe(code);
  });

  test('an empty file has no events, and nothing is examined', async () => {
    for (const text of ['', '\n\n', '[]']) {
      const measured = await measureText(text);
      expect(measured.examined).toBe(0);
      expect(numbersOf(measured)).toMatchObject({
        events: [0, 0],
        gaps: [null, 0],
        digest_mismatches: [null, 0],
      });
    }
  });

  test.each([
    ['no-lineage', {}],
    ['no-lineage', { events: [] }],
    ['unknown-node', { ...whole, models: ['scorer'] }],
    ['unknown-node', { ...whole, training: ['s3://data/trainning.csv'] }],
    ['unknown-node', { ...whole, sources: ['x'] }],
    ['unknown-node', { ...whole, files: [{ path: 'model.txt', node: 'x' }] }],
    ['unknown-node', { ...whole, files: [{ path: 'model.txt' }] }],
    ['duplicate-file', { ...whole, events: ['events.jsonl', 'events.jsonl'] }],
    [
      'duplicate-file',
      { ...whole, files: [...whole.files, { path: 'model.txt', node: 's3://data/training.csv' }] },
    ],
    ['input-missing', { events: ['none.jsonl'] }],
  ])('%s: %j', async (code, config) => {
    expect(await codeOf(measure(config))).toBe(code);
  });

  test('a graph that explodes is refused', async () => {
    const names = (side: string) => Array.from({ length: 500 }, (_, i) => `${side}${i}`);
    expect(await codeOf(measureEvents([run(names('a'), names('b'))]))).toBe('graph-too-large');
  });
});

describe('a run does not vouch for itself', () => {
  test('by writing again the bytes that it read and nobody wrote', async () => {
    const measured = await measureEvents([
      run(['a'], [bytes('x', 'true')]),
      run([bytes('x', 'false')], [bytes('x', 'false'), 'model']),
    ]);
    expect(numbersOf(measured).digest_mismatches).toEqual([1, 1]);
    expect(measured.details?.breaks).toMatchObject([{ what: 'read', of: 'digest', node: 'n/x' }]);
  });

  test('by giving an output two digests', async () => {
    const measured = await measureEvents([
      run(['a'], [bytes('x', 'one'), bytes('x', 'two')]),
      run([bytes('x', 'two')], ['model']),
    ]);
    expect(numbersOf(measured).digest_mismatches).toEqual([1, 2]);
    expect(measured.details?.breaks).toMatchObject([{ what: 'written', of: 'digest', node: 'n/x' }]);
  });
});
