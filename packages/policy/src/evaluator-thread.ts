import { Worker } from 'node:worker_threads';

/**
 * Threads that have answered all that they were asked, by the file that they run. Starting one and compiling its wasm
 * takes longer than twenty decisions; a policy leaves nothing behind there but garbage, as each is loaded into a memory
 * of its own.
 */
const idle = new Map<string, Worker[]>();

/** As many as judge side by side. */
const most = 2;

/** A thread that runs an evaluator's file: an idle one, or a new one. */
export function takeThread(file: URL): Worker {
  const kept = idle.get(file.href)?.pop();
  if (kept === undefined) return startThread(file);
  forget(kept);
  kept.ref();
  return kept;
}

/** A new thread that runs an evaluator's file. */
export function startThread(file: URL): Worker {
  return new Worker(file, { env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 512 } });
}

/** Keeps a thread that owes nobody an answer for the next who takes one. It does not keep the process alive. */
export async function keepThread(file: URL, thread: Worker): Promise<void> {
  const kept = idle.get(file.href) ?? [];
  idle.set(file.href, kept);
  forget(thread);
  if (kept.length >= most) {
    await thread.terminate();
    return;
  }
  const drop = () => void (kept.includes(thread) && kept.splice(kept.indexOf(thread), 1));
  thread.on('error', drop);
  thread.on('exit', drop);
  thread.unref();
  kept.push(thread);
}

function forget(thread: Worker): void {
  for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
}
