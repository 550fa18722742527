/** What a door leads to; a plugin opens it by declaring the capability. */
export type Door = 'network' | 'processes';

/**
 * For `node --import`: a module that takes away the ways of JavaScript to the network and to other processes. It is
 * the second lock, with a telling message: native code of an add-on does not pass here. The first lock is the network
 * namespace (see isolation.ts) and Node's permission model.
 */
export function closeDoorsModule(doors: readonly Door[]): string {
  return `data:text/javascript,${encodeURIComponent(`(${closeDoors})(${JSON.stringify([...doors])})`)}`;
}

// Runs in the child, from its own text: it can use nothing from around it.
function closeDoors(doors: readonly string[]): void {
  type Module = Record<string, { prototype: object } | undefined>;
  const builtin = (name: string) => process.getBuiltinModule(`node:${name}`) as unknown as Module;
  // Loaded before the first is closed, because they build on one another.
  const [net, dgram, dns, dnsPromises, tls, http, https, http2, childProcess, workers, cluster] = [
    'net',
    'dgram',
    'dns',
    'dns/promises',
    'tls',
    'http',
    'https',
    'http2',
    'child_process',
    'worker_threads',
    'cluster',
  ].map(builtin) as [Module, Module, Module, Module, Module, Module, Module, Module, Module, Module, Module];

  function close(owner: object | undefined, capability: string, keys: string[]): void {
    for (const key of keys) {
      if (owner === undefined || !(key in owner)) continue;
      // Not an arrow function: a library may extend what is closed, and never use it.
      const value = function closed() {
        throw Object.assign(new Error(`${key}: the plugin does not declare the capability '${capability}'`), {
          code: 'ERR_GATEHOUSE_CLOSED',
        });
      };
      Object.defineProperty(owner, key, { value, configurable: false, writable: false, enumerable: true });
    }
  }
  const functionsOf = (module: Module) =>
    Object.keys(module).filter((key) => typeof module[key] === 'function');

  if (doors.includes('network')) {
    // stdin, stdout and stderr are sockets themselves: only connecting and listening is closed.
    close(net.Socket?.prototype, 'network', ['connect']);
    close(net.Server?.prototype, 'network', ['listen']);
    close(dgram.Socket?.prototype, 'network', ['bind', 'connect', 'send']);
    close(dns.Resolver?.prototype, 'network', functionsOf(dns));
    close(dnsPromises.Resolver?.prototype, 'network', functionsOf(dnsPromises));
    for (const module of [dns, dnsPromises]) close(module, 'network', functionsOf(module));
    for (const module of [net, dgram, tls, http, https, http2])
      close(module, 'network', [
        'connect',
        'createConnection',
        'createServer',
        'createSecureServer',
        'createSocket',
        'get',
        'request',
      ]);
    close(globalThis, 'network', ['fetch', 'WebSocket', 'EventSource']);
  }
  if (doors.includes('processes')) {
    close(childProcess, 'processes', functionsOf(childProcess));
    close(workers, 'processes', ['Worker']);
    close(cluster, 'processes', ['fork']);
  }
  close(process, 'processes', ['binding']);
  (builtin('module').syncBuiltinESMExports as unknown as () => void)();
}
