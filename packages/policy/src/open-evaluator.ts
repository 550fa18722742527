import { type ChangeFacts, type Facts, GatehouseError } from '@gatehouse/contracts';
import { keepThread, takeThread } from './evaluator-thread.ts';
import { nameEndless } from './name-endless.ts';
import { changeEntrypoint, entrypoint, type Policy } from './prepare-policy.ts';

/** Evaluates facts with one policy, in a thread that is killed when it does not answer, and kept when it has. */
export interface Evaluator {
  /** Loads the policy. The thread starts before, so that it is warm when the policy has been read. */
  load(policy: Pick<Policy, 'wasm' | 'data' | 'catalogue'>): void;
  /** What the policy says of a release, or of a change of governed files, raw. Throws `policy.timeout`, `policy.crashed`. */
  evaluate(facts: Facts | ChangeFacts): Promise<unknown>;
  /** Milliseconds that the evaluations took inside the policy. */
  readonly spent: { milliseconds: number; evaluations: number };
  close(): Promise<void>;
}

export interface EvaluatorOptions {
  /** The worker's file; by default the one beside this source. */
  worker?: URL;
  /** For one evaluation; default 10 s. */
  timeoutMs?: number;
  /** The cap on the policy's memory, in pages of 64 KiB; default 4,096 (256 MiB). */
  memoryPages?: number;
}

interface Waiting {
  facts: string;
  resolve(results: unknown): void;
  reject(error: GatehouseError): void;
}

interface Answer {
  id?: number;
  ready?: boolean;
  results?: string;
  milliseconds?: number;
  failed?: string;
}

export function openEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const url = options.worker ?? new URL('../worker/evaluate.mjs', import.meta.url);
  const memoryPages = options.memoryPages ?? 4096;
  const worker = takeThread(url);
  const timeoutMs = options.timeoutMs ?? 10_000;
  const waiting = new Map<number, Waiting>();
  const spent = { milliseconds: 0, evaluations: 0 };
  let last = 0;
  // What the thread was told or asked and has not yet done; what failed stays owed.
  let owed = 0;
  let closed = false;
  let broken: GatehouseError | null = null;
  let naming = false;
  let loaded: Pick<Policy, 'wasm' | 'data' | 'catalogue'> | undefined;
  let timer: NodeJS.Timeout | undefined;

  worker.on('message', (answer: Answer) => {
    restartTimer();
    if (answer.id === undefined) {
      if (answer.failed !== undefined) return stop(crashed(answer.failed));
      owed -= 1;
      return;
    }
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    restartTimer();
    if (!asked) return;
    if (answer.results === undefined) return asked.reject(crashed(answer.failed ?? 'no reason given'));
    spent.milliseconds += answer.milliseconds ?? 0;
    spent.evaluations += 1;
    owed -= 1;
    asked.resolve(JSON.parse(answer.results));
  });
  worker.on('error', (error) => stop(crashed(error.message)));
  worker.on('exit', () => naming || stop(crashed('the evaluation ended early')));

  return {
    spent,
    load(policy) {
      loaded = policy;
      owed += 1;
      const { wasm, data } = policy;
      worker.postMessage({ policy: { wasm, data, memoryPages } });
    },
    evaluate(facts) {
      const text = JSON.stringify(facts);
      return new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        // The thread may have the policy of an earlier evaluator.
        if (loaded === undefined) return reject(crashed('no policy was loaded'));
        last += 1;
        owed += 1;
        waiting.set(last, { facts: text, resolve, reject });
        if (waiting.size === 1) restartTimer();
        const asked = facts.schema === 'gatehouse/change-facts@1' ? changeEntrypoint : entrypoint;
        worker.postMessage({ id: last, facts: text, entrypoint: asked });
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      // Otherwise an answer that is still to come would be taken for one to whoever has the thread next.
      const mayServe = broken === null && owed === 0;
      broken ??= crashed('the evaluator is closed');
      await (mayServe ? keepThread(url, worker) : worker.terminate());
    },
  };

  function restartTimer(): void {
    clearTimeout(timer);
    if (waiting.size === 0) return;
    timer = setTimeout(() => void giveUp(), timeoutMs);
  }

  /** Stops it, and asks gate by gate which of them does not answer. */
  async function giveUp(): Promise<void> {
    const [asked] = waiting.values();
    naming = true;
    await worker.terminate();
    const endless = loaded && asked ? await nameEndless(url, { ...loaded, memoryPages }, asked.facts) : [];
    stop(timedOut(timeoutMs, endless));
  }

  function stop(error: GatehouseError): void {
    broken ??= error;
    clearTimeout(timer);
    for (const asked of waiting.values()) asked.reject(broken);
    waiting.clear();
    void worker.terminate();
  }
}

function timedOut(timeoutMs: number, endless: readonly string[]): GatehouseError {
  const named = endless.length === 0 ? '' : `; the gate ${endless.join(' and the gate ')} never ends`;
  return new GatehouseError(
    'policy.timeout',
    `the policy gave no answer within ${timeoutMs / 1000} s and was stopped${named}`,
    {
      hint: 'Look there for a rule that loops over a product of large lists.',
    },
  );
}

function crashed(reason: string): GatehouseError {
  return new GatehouseError('policy.crashed', `the policy could not be evaluated: ${reason}`, {
    hint: 'Two rules that give different values for one name, or too little memory, end like this.',
  });
}
