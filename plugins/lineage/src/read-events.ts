import { PluginError } from '@gatehouse/plugin-kit';
import { list } from './describe-graph.ts';
import { type Lineage, nodeOf, type Use } from './lineage.ts';
import { count, counted, type Measurement } from './measurement.ts';
import { type Dataset, readDataset } from './read-dataset.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from './shape.ts';

interface Run {
  id: string;
  job: string;
  parent: string | undefined;
  types: Set<string>;
  /** By node. */
  reads: Map<string, Use[]>;
  writes: Map<string, Use[]>;
}

const types = ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'];

/**
 * Adds the runs of OpenLineage events (spec 2-0-2: RunEvent; what a run reads and writes is the union of its events).
 * Runs that failed or did not end add their nodes, but no step: nobody knows whether they wrote what they announced.
 * Throws PluginError `bad-shape`, `bad-digest` or `ambiguous-name`, with the place.
 */
export function readEvents(
  events: readonly { value: unknown; place: string }[],
  digestFacet: string,
  lineage: Lineage,
): { measurements: Measurement[]; details: Record<string, unknown> } {
  const runs = new Map<string, Run>();
  const names = new Map<string, string>();
  let other = 0;
  for (const { value, place } of events) {
    const event = fieldsOf(value, place);
    if (event.run === undefined && (isFields(event.job) || isFields(event.dataset))) other += 1;
    else addEvent(event, place, { digestFacet, lineage, runs, names });
  }
  const all = [...runs.values()];
  const done = all.filter((run) => stateOf(run) === 'complete');
  for (const run of done)
    lineage.steps.push({
      job: run.job,
      run: run.id,
      reads: [...run.reads.values()].flat(),
      writes: [...run.writes.values()].flat(),
    });
  const failed = all.filter((run) => stateOf(run) === 'failed');
  return {
    measurements: [
      count('events', events.length - other, events.length),
      count('events_other', other, events.length),
      count('runs', done.length, all.length),
      counted('runs_failed', failed.length, all.length, 'there is no run'),
      counted('runs_unfinished', all.length - done.length - failed.length, all.length, 'there is no run'),
    ],
    details: list(
      'runs',
      all.map((run) => ({ run: run.id, job: run.job, parent: run.parent, state: stateOf(run) })),
    ),
  };
}

function stateOf({ types: seen }: Run): 'complete' | 'failed' | 'unfinished' {
  if (seen.has('FAIL') || seen.has('ABORT')) return 'failed';
  return seen.has('COMPLETE') ? 'complete' : 'unfinished';
}

interface Reading {
  digestFacet: string;
  lineage: Lineage;
  runs: Map<string, Run>;
  /** Id -> namespace and name, to notice two that look the same. */
  names: Map<string, string>;
}

function addEvent(event: Fields, place: string, reading: Reading): void {
  const run = runOf(event, place, reading.runs);
  if (event.eventType !== undefined) {
    const type = textOf(event.eventType, `${place}: eventType`);
    if (!types.includes(type))
      throw new PluginError('bad-shape', `${place}: eventType is none of ${types.join(', ')}`);
    run.types.add(type);
  }
  for (const [side, uses] of [
    ['inputs', run.reads],
    ['outputs', run.writes],
  ] as const)
    for (const [i, value] of listOf(event[side], `${place}: ${side}`).entries()) {
      const at = `${place}: ${side}[${i}]`;
      const dataset = readDataset(value, at, reading.digestFacet);
      addNode(dataset, at, reading);
      addUse(uses, dataset.use);
    }
}

function runOf(event: Fields, place: string, runs: Map<string, Run>): Run {
  const fields = fieldsOf(event.run, `${place}: run`);
  const job = fieldsOf(event.job, `${place}: job`);
  const id = textOf(fields.runId, `${place}: run.runId`).toLowerCase();
  const name = `${textOf(job.namespace, `${place}: job.namespace`)}/${textOf(job.name, `${place}: job.name`)}`;
  const run = runs.get(id) ?? {
    ...{ id, job: name, parent: undefined },
    ...{ types: new Set<string>(), reads: new Map<string, Use[]>(), writes: new Map<string, Use[]>() },
  };
  if (run.job !== name) throw new PluginError('bad-shape', `${place}: run ${id} is of two jobs`);
  run.parent ??= parentOf(fields);
  runs.set(id, run);
  return run;
}

function parentOf({ facets }: Fields): string | undefined {
  const parent = isFields(facets) && isFields(facets.parent) ? facets.parent.run : undefined;
  return isFields(parent) && typeof parent.runId === 'string' ? parent.runId.toWellFormed() : undefined;
}

function addNode({ use, name, isModel, storage }: Dataset, at: string, { lineage, names }: Reading): void {
  const known = names.get(use.node);
  if (known !== undefined && known !== name)
    throw new PluginError('ambiguous-name', `${at}: two datasets are both named ${use.node}`);
  names.set(use.node, name);
  const node = nodeOf(lineage, use.node);
  if (isModel) node.kind = 'model';
  node.storage ??= storage;
}

// Events of a run complete each other; where they contradict each other, both are kept, and one is a mismatch.
function addUse(uses: Map<string, Use[]>, use: Use): void {
  const known = uses.get(use.node) ?? [];
  const same = known.find((one) => agree(one, use));
  if (same === undefined) uses.set(use.node, [...known, use]);
  else for (const field of aspects) same[field] ??= use[field];
}

const aspects = ['digest', 'version', 'schema'] as const;

function agree(one: Use, other: Use): boolean {
  return aspects.every(
    (field) => one[field] === undefined || other[field] === undefined || one[field] === other[field],
  );
}
