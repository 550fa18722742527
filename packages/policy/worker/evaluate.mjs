// @ts-check
// Runs in a worker thread: loads one policy and evaluates facts with it until it is told to stop. A thread can be
// killed from outside when a rule never ends, and its memory is capped.
import { parentPort, workerData } from 'node:worker_threads';
import opa from '@open-policy-agent/opa-wasm';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const { wasm, data, entrypoint, memoryPages } = workerData;

const loading = opa.loadPolicy(wasm, { initial: 32, maximum: memoryPages }).then((policy) => {
  policy.setData(data);
  return policy;
});
loading.then(
  () => port.postMessage({ ready: true }),
  (error) => port.postMessage({ failed: String(error?.message ?? error) }),
);

port.on('message', async ({ id, facts }) => {
  try {
    const policy = await loading;
    const started = performance.now();
    const results = policy.evaluate(JSON.parse(facts), entrypoint);
    port.postMessage({ id, results: JSON.stringify(results), milliseconds: performance.now() - started });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    port.postMessage({ id, failed: message });
  }
});
