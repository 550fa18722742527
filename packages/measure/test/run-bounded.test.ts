import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Bounds, runBounded } from '../src/run-bounded.ts';

interface Trial {
  order: number[];
  mostAtOnce: number;
  mostMemory: number;
}

/** Runs jobs of so much memory each, and looks at what runs side by side. */
async function tryBounds(jobs: readonly number[], bounds: Bounds): Promise<Trial> {
  const trial: Trial = { order: [], mostAtOnce: 0, mostMemory: 0 };
  const running = new Set<number>();
  const of = (index: number) => jobs[index] as number;
  await runBounded([...jobs.keys()], bounds, of, async (index) => {
    running.add(index);
    trial.order.push(index);
    trial.mostAtOnce = Math.max(trial.mostAtOnce, running.size);
    trial.mostMemory = Math.max(
      trial.mostMemory,
      [...running].reduce((sum, one) => sum + of(one), 0),
    );
    await sleep(3);
    running.delete(index);
  });
  return trial;
}

test('as many at once as there are processors', async () => {
  const jobs = [1, 1, 1, 1, 1];
  const found = { order: [0, 1, 2, 3, 4], mostAtOnce: 2, mostMemory: 2 };
  expect(await tryBounds(jobs, { processors: 2, memory: 100 })).toEqual(found);
});

test('never more memory than there is; what fits beside goes first', async () => {
  const found = { order: [0, 2, 1, 3], mostAtOnce: 2, mostMemory: 3000 };
  expect(await tryBounds([2000, 2000, 1000, 900], { processors: 4, memory: 3000 })).toEqual(found);
});

test('what is larger than the machine runs alone', async () => {
  const found = { order: [0, 1, 2], mostAtOnce: 1, mostMemory: 5000 };
  expect(await tryBounds([5000, 5000, 5000], { processors: 4, memory: 3000 })).toEqual(found);
});

test('any jobs: all run once, within both bounds', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const jobs = Array.from({ length: 20 }, (_, index) => ((index * 7919 * seed) % 31) * 100);
    const trial = await tryBounds(jobs, { processors: 3, memory: 4000 });
    expect(trial.order.toSorted((a, b) => a - b)).toEqual([...jobs.keys()]);
    expect(trial.mostAtOnce).toBeLessThanOrEqual(3);
    expect(trial.mostMemory).toBeLessThanOrEqual(4000);
  }
});

test('no jobs', async () => {
  expect(await tryBounds([], { processors: 1, memory: 1 })).toMatchObject({ order: [] });
});

test('after one that throws none is begun, and what runs is waited for', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const trial = runBounded(
    [0, 1, 2, 3],
    { processors: 2, memory: 9 },
    () => 1,
    async (index) => {
      begun.push(index);
      if (index === 0) throw new Error('broken');
      await sleep(5);
      ended.push(index);
    },
  );
  await expect(trial).rejects.toThrow('broken');
  expect({ begun, ended }).toEqual({ begun: [0, 1], ended: [1] });
});
