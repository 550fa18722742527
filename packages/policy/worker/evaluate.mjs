// @ts-check
// Runs in a worker thread: loads one policy and evaluates facts with it until it is told to stop. A thread can be
// killed from outside when a rule never ends, and its memory is capped.
import { parentPort } from 'node:worker_threads';
import opa from '@open-policy-agent/opa-wasm';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/** @type {Promise<any>} */
let loading = Promise.reject(new Error('no policy was loaded'));
loading.catch(() => {});

port.on('message', (message) => (message.policy ? load(message.policy) : evaluate(message)));

/** @param {{wasm: Uint8Array, data: object, memoryPages: number}} policy */
function load(policy) {
  loading = open(policy);
  loading.then(
    () => port.postMessage({ ready: true }),
    (error) => port.postMessage({ failed: String(error?.message ?? error) }),
  );
}

/** @param {Parameters<typeof load>[0]} policy */
async function open({ wasm, data, memoryPages }) {
  // Here nothing else waits for the thread, and the SDK's other way has Node load all of `fetch` to ask what wasm is.
  const policy = opa.loadPolicySync(wasm, { initial: 32, maximum: memoryPages });
  policy.setData(data);
  return policy;
}

/** @param {{id: number, facts: string, entrypoint: string}} message */
async function evaluate({ id, facts, entrypoint }) {
  try {
    const policy = await loading;
    const started = performance.now();
    // The SDK hands an ArrayBuffer to the policy as it is; an object it would turn into the same text once more.
    const results = policy.evaluate(new TextEncoder().encode(facts).buffer, entrypoint);
    port.postMessage({ id, results: JSON.stringify(results), milliseconds: performance.now() - started });
  } catch (error) {
    port.postMessage({ id, failed: error instanceof Error ? error.message : String(error) });
  }
}
