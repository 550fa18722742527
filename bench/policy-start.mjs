// @ts-check
// A process that loads the policy once, compiled or from the cache, into a thread that runs already, as the gate's does.
// argv: the folder with source.mjs and the cache, the repository, `shipped` if the engine's own may be used. Prints ms.
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { hostOf } from './load-source.mjs';
import { engine } from './repository.mjs';

const [home = '', root = '', shipped] = process.argv.slice(2);
const { loadPolicy, openWorkTree } = await import(pathToFileURL(join(home, 'source.mjs')).href);
const thread = new Worker(join(engine, 'packages/cli/dist/evaluate.mjs'), { env: {}, execArgv: [] });
await once(thread, 'online');
await new Promise((resolve) => setTimeout(resolve, 100));

const started = performance.now();
const { wasm, data } = await loadPolicy(
  hostOf(home, shipped === 'shipped' ? undefined : {}),
  openWorkTree(root),
);
const loaded = performance.now() - started;
thread.postMessage({ policy: { wasm, data, memoryPages: 4096 } });
const [answer] = await once(thread, 'message');
if (answer.ready !== true) throw new Error(answer.failed);
console.log(JSON.stringify({ loaded, ready: performance.now() - started }));
await thread.terminate();
