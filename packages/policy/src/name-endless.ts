import type { Worker } from 'node:worker_threads';
import { startThread } from './evaluator-thread.ts';
import { gateEntrypoint, type Policy } from './prepare-policy.ts';

/** Long for a gate, which takes less than a millisecond. */
const patienceMs = 1000;

/** The gates of a policy that do not answer for these facts (JSON), asked one by one, each in a thread of its own. */
export async function nameEndless(
  worker: URL,
  {
    wasm,
    data,
    catalogue,
    memoryPages,
  }: Pick<Policy, 'wasm' | 'data' | 'catalogue'> & { memoryPages: number },
  facts: string,
): Promise<string[]> {
  const endless: string[] = [];
  for (const { gate } of catalogue.gates) {
    const thread = startThread(worker);
    thread.postMessage({ policy: { wasm, data, memoryPages } });
    thread.postMessage({ id: 1, facts, entrypoint: gateEntrypoint(gate) });
    if (!(await answers(thread))) endless.push(gate);
    await thread.terminate();
  }
  return endless;
}

function answers(thread: Worker): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patienceMs);
    const answered = () => {
      clearTimeout(timer);
      resolve(true);
    };
    thread.on('message', (message: { id?: number }) => message.id === 1 && answered());
    thread.on('error', answered);
  });
}
