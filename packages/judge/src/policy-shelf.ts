import type { TreeSource } from '@gatehouse/facts';
import { type Evaluator, openEvaluator, type Policy } from '@gatehouse/policy';
import type { Engine } from './engine.ts';
import { loadPolicy } from './load-policy.ts';

/** Policies of several bases, each compiled and loaded once. */
export interface PolicyShelf {
  /** Runs work with the policy of a base. */
  use<T>(base: TreeSource, work: (tools: { policy: Policy; evaluator: Evaluator }) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Loaded {
  tools: Promise<{ policy: Policy; evaluator: Evaluator }>;
  users: number;
}

/** An evaluator is a thread with a memory of its own: so many of them at most, when nobody uses the others. */
const most = 2;

export function openPolicyShelf(engine: Engine): PolicyShelf {
  const shelf = new Map<string, Loaded>();

  async function load(base: TreeSource): Promise<{ policy: Policy; evaluator: Evaluator }> {
    const policy = await loadPolicy(engine, base);
    const evaluator = openEvaluator({ worker: engine.files.evaluator });
    evaluator.load(policy);
    return { policy, evaluator };
  }

  async function remove(key: string, loaded: Loaded): Promise<void> {
    shelf.delete(key);
    // One that could not be loaded has told its users already.
    const tools = await loaded.tools.catch(() => null);
    await tools?.evaluator.close();
  }

  return {
    async use(base, work) {
      const key = `${await base.entryId('policies')} ${await base.entryId('packs')}`;
      const loaded = shelf.get(key) ?? { tools: load(base), users: 0 };
      shelf.delete(key);
      shelf.set(key, loaded);
      loaded.users += 1;
      try {
        return await work(await loaded.tools);
      } finally {
        loaded.users -= 1;
        for (const [other, idle] of shelf) {
          if (shelf.size > most && idle.users === 0) await remove(other, idle);
        }
      }
    },
    async close() {
      for (const [key, loaded] of shelf) await remove(key, loaded);
    },
  };
}
