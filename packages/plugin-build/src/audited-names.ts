import type { Capability } from '@gatehouse/plugin-kit';
import type { Node } from 'ts-morph';

/** What a plugin uses: a capability that it may declare, or something that no plugin may have. */
export type Use = Capability | 'forbidden';

/** A use, at its place. */
export interface FoundUse {
  node: Node;
  what: string;
  use: Use | 'volatile';
}

/** Modules of Node, without `node:`, that give more than a plugin has by itself. `fs` is looked at more closely. */
export const modules: Record<string, Use> = {
  net: 'network',
  http: 'network',
  https: 'network',
  http2: 'network',
  dns: 'network',
  'dns/promises': 'network',
  tls: 'network',
  dgram: 'network',
  child_process: 'processes',
  worker_threads: 'processes',
  cluster: 'processes',
  fs: 'files',
  'fs/promises': 'files',
  module: 'forbidden',
  process: 'forbidden',
  vm: 'forbidden',
  inspector: 'forbidden',
  'inspector/promises': 'forbidden',
  repl: 'forbidden',
  wasi: 'forbidden',
  sqlite: 'forbidden',
};

/** Functions of `fs` that only read one file: fine on `file(path)`, because the runner lets nothing else be read. */
export const readers = ['readFile', 'readFileSync', 'createReadStream', 'stat', 'statSync'];

export const globals: Record<string, Use> = {
  fetch: 'network',
  WebSocket: 'network',
  EventSource: 'network',
  XMLHttpRequest: 'network',
  Worker: 'processes',
  eval: 'forbidden',
  Function: 'forbidden',
  require: 'forbidden',
};

/** Members of globals. */
export const members: Record<string, Use> = {
  // Bare as it is in a run: who starts programs hands PATH on.
  'process.env': 'processes',
  'process.binding': 'forbidden',
  'process.dlopen': 'forbidden',
  'process.getBuiltinModule': 'forbidden',
  'process.mainModule': 'forbidden',
  'process.kill': 'processes',
};

/** What gives another result each time. */
export const volatile = ['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'];
