import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from '@gatehouse/testing';
import { describe, expect, test } from 'vitest';
import { auditPlugin } from '../src/audit-plugin.ts';
import { readPluginSources } from '../src/read-plugin-sources.ts';

const packageJson =
  '{"name":"@gatehouse-plugin/x","version":"1.0.0","dependencies":{"zod":"1.0.0","@duckdb/node-api":"1.0.0"}}';
const plugin = (object: string) => `
import { definePlugin } from '@gatehouse/plugin-kit';
export interface Config {}
export const plugin = definePlugin<Config>({ summary: 'x', ${object} measure });
`;

function audit(source: string, object = '', description = packageJson): unknown[] {
  const files = { 'package.json': description, 'src/plugin.ts': plugin(object), 'src/other.ts': source };
  const bytes = Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]);
  return auditPlugin(Object.fromEntries(bytes)).map(({ severity, file, line, column, capability }) => {
    expect(file).toBe('src/other.ts');
    return [`${line}:${column}`, severity === 'warning' ? 'warning' : capability];
  });
}

describe('finds', () => {
  test.each<[string, string | null]>([
    [`import { connect } from 'node:net';`, 'network'],
    [`import * as http from 'http';`, 'network'],
    [`import 'node:https';`, 'network'],
    [`export { lookup } from 'node:dns/promises';`, 'network'],
    [`import tls from 'tls';`, 'network'],
    [`import dgram = require('dgram');`, 'network'],
    [`await import('http2');`, 'network'],
    ['await import(`node:net`);', 'network'],
    [`fetch('x');`, 'network'],
    [`globalThis.fetch('x');`, 'network'],
    ['const f = fetch;', 'network'],
    ['const f = { fetch };', 'network'],
    [`new WebSocket('x');`, 'network'],
    [`import { spawn } from 'node:child_process';`, 'processes'],
    [`import { Worker } from 'node:worker_threads';`, 'processes'],
    [`import cluster from 'cluster';`, 'processes'],
    ['process.kill(1);', 'processes'],
    [`import fs from 'node:fs';`, 'files'],
    [`import * as fs from 'fs/promises';`, 'files'],
    [`import { writeFileSync } from 'node:fs';`, 'files'],
    [`import { readFileSync, rmSync } from 'node:fs';`, 'files'],
    [`import { readdir } from 'node:fs/promises';`, 'files'],
    [`import { createRequire } from 'node:module';`, null],
    [`import { env } from 'node:process';`, null],
    [`import vm from 'node:vm';`, null],
    ['await import(name);', null],
    ['process.env.HOME;', 'processes'],
    [`process['env'];`, null],
    ['const { env } = process;', null],
    [`globalThis['fetch'];`, null],
    [`process.binding('fs');`, null],
    [`process.getBuiltinModule('fs');`, null],
    [`eval('1');`, null],
    [`new Function('1');`, null],
    [`import { x } from '@gatehouse/contracts';`, null],
    [`import { x } from '@gatehouse/plugin-kit/serve';`, null],
    [`import { x } from '@gatehouse-plugin/other';`, null],
    [`import { x } from 'lodash';`, null],
    [`import { x } from '@duckdb/other';`, null],
    [`import { x } from '../test/x.ts';`, null],
    [`import { x } from '../../other/src/x.ts';`, null],
    [`import { x } from '/etc/x.ts';`, null],
    [`import x from 'data:text/javascript,1';`, null],
  ])('%s', (source, capability) => {
    expect(audit(source)).toEqual([[expect.stringMatching(/^1:\d+$/), capability]]);
  });

  test.each([
    ['table', '@duckdb/node-api'],
    ['onnx', 'onnxruntime-web'],
  ])('%s of the kit in a plugin whose package.json does not name %s', (part, engine) => {
    const source = `import { open } from '@gatehouse/plugin-kit/${part}';`;
    const named = packageJson.replace('@duckdb/node-api', engine);
    expect(audit(source, '', named)).toEqual([]);
    expect(audit(source, '', packageJson.replace('@duckdb/node-api', 'duckdb'))).toEqual([['1:1', null]]);
  });

  test.each(['Date.now()', 'Math.random()', 'new Date()', 'crypto.randomUUID()'])(
    '%s, as a warning',
    (source) => {
      expect(audit(`const x = ${source};`)).toEqual([['1:11', 'warning']]);
    },
  );

  test('a path that is written out', () => {
    const source = `import { readFileSync, readFile as read } from 'node:fs';
readFileSync(file(config.table));
readFileSync(context.file(table), 'utf8');
readFileSync(path);
readFileSync('/etc/passwd');
readFileSync(\`\${path}/x\`);
read(new URL('x', import.meta.url));
const f = readFileSync;`;
    expect(audit(source)).toEqual(['5:1', '6:1', '7:1', '8:11'].map((place) => [place, 'files']));
  });

  test('what both ways of requiring are', () => {
    expect(audit(`require('node:net');`)).toEqual([
      ['1:1', 'network'],
      ['1:1', null],
    ]);
  });
});

describe('lets pass', () => {
  test.each([
    `import { z } from 'zod'; import { d } from '@duckdb/node-api/lib/x.js';`,
    `import type { Socket } from 'node:net'; import { createHash } from 'node:crypto';`,
    `import { type Config } from './plugin.ts'; export * from './sub/x.ts';`,
    'cache.fetch(1); const o = { fetch: 1 }; o.fetch; interface X { eval: string }',
    `new Date('2026-11-23'); performance.now(); process.memoryUsage();`,
  ])('%s', (source) => {
    expect(audit(source)).toEqual([]);
  });

  test('what is declared, and only that', () => {
    const source = `import 'node:net';\nimport 'node:child_process';`;
    expect(audit(source, `capabilities: ['network'],`)).toEqual([['2:1', 'processes']]);
  });
});

const folder = join(packages, '../plugins');
const plugins = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'src/plugin.ts')));

test.for(plugins.length > 0 ? plugins : ['none'])('our own plugin %s passes', (name, context) => {
  if (name === 'none') return context.skip('no plugin has sources yet');
  const findings = auditPlugin(readPluginSources(join(folder, name)));
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});
