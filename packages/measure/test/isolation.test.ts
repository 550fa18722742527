import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginManifest } from '@gatehouse/contracts';
import { answering, folderWith, packages } from '@gatehouse/testing';
import { build } from 'esbuild';
import { beforeEach, describe, expect, test } from 'vitest';
import { namespaces } from '../src/isolation.ts';
import { jail } from '../src/jail.ts';
import { visibleFolders } from '../src/visible-folders.ts';
import { codeOf, firstValueOf, limits, messageOf, run } from './trial.ts';

describe.concurrent('a plugin that does what it did not declare', () => {
  test.each([
    ['reads a file', `fs.readFileSync('/etc/passwd')`, 'ERR_ACCESS_DENIED'],
    ['reads the repository', `fs.readFileSync(files['table.txt'] + '/../other.txt')`, 'ERR_ACCESS_DENIED'],
    ['writes outside its folder', `fs.writeFileSync('/tmp/plugin-kit-test-mark', 'x')`, 'ERR_ACCESS_DENIED'],
    ['writes to an input', `fs.appendFileSync(files['table.txt'], 'x')`, 'ERR_ACCESS_DENIED'],
    [
      'links a file into its folder',
      `fs.symlinkSync('/etc/passwd', 'p'); fs.readFileSync('p')`,
      'ERR_ACCESS_DENIED',
    ],
    [
      'starts a process',
      `(await import('node:child_process')).execFileSync('/bin/true')`,
      'ERR_GATEHOUSE_CLOSED',
    ],
    [
      'starts a worker',
      `new (await import('node:worker_threads')).Worker('', { eval: true })`,
      'ERR_GATEHOUSE_CLOSED',
    ],
    ['opens a socket', `(await import('node:net')).connect(1)`, 'ERR_GATEHOUSE_CLOSED'],
    [
      'opens a socket by its class',
      `new (await import('node:net')).Socket().connect(1)`,
      'ERR_GATEHOUSE_CLOSED',
    ],
    ['fetches', `await fetch('https://example.org')`, 'ERR_GATEHOUSE_CLOSED'],
    ['asks for a name', `(await import('node:dns')).lookup('example.org', () => {})`, 'ERR_GATEHOUSE_CLOSED'],
  ])('%s', async (_, statement, word) => {
    const repository = folderWith({ 'release/table.txt': 'hello', 'release/other.txt': 'other' });
    const main = answering(`${statement}; return 1`);
    const result = await run(main, { repository, config: { table: 'table.txt' } });
    expect([codeOf(result), String(messageOf(result))]).toEqual(['crashed', expect.stringContaining(word)]);
  });

  test('and may what it declares', async () => {
    const body = `const { execFileSync } = await import('node:child_process');
      execFileSync(process.execPath, ['-e', '']); return fs.readFileSync('/etc/passwd').length > 0 ? 1 : 0`;
    const result = await run(answering(body), { manifest: { capabilities: ['processes', 'files'] } });
    expect(firstValueOf(result)).toBe(1);
  });
});

describe.concurrent('a program that is no Node plugin', () => {
  // Of a program that can not write to the mark, it would show nothing.
  const outside: Partial<PluginManifest> = { command: ['measure.sh'], capabilities: ['files'] };
  const shell = `#!/bin/sh\ncat > request\nprintf '{"schema":"gatehouse/plugin-answer@1","examined":%s,"methods":{},"measurements":[]}' "$(wc -c < request)"\n`;

  test('speaks the same JSON', async () => {
    const result = await run(shell, { manifest: { command: ['measure.sh'] } });
    const request = { schema: 'gatehouse/plugin-request@1', config: {}, files: {} };
    const examined = JSON.stringify(request).length;
    expect(result).toEqual({ inputs: [], measured: { examined, methods: {}, measurements: [] } });
  });

  test('has no network, where the system allows that', async (context) => {
    if ((await namespaces()).length === 0) context.skip('this system has no user namespaces');
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as { port: number };
    const script = `require('net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(7)).on('error', () => process.exit(8))`;
    const command: [string, ...string[]] = [process.execPath, '-e', script];
    const closed = await run('', { manifest: { command } });
    const open = await run('', { manifest: { command, capabilities: ['network'] } });
    server.close();
    expect([closed, open].map((one) => String(messageOf(one)))).toEqual([
      expect.stringContaining('exit code 8'),
      expect.stringContaining('exit code 7'),
    ]);
  });

  test.each(['exits', 'hangs'])('that %s takes its grandchildren with it', async (how) => {
    const marks = folderWith({});
    const mark = join(marks, 'alive');
    const end = how === 'hangs' ? 'sleep 30' : 'exit 1';
    const script = `#!/bin/sh\n(sleep 1.5; touch ${mark}) &\n${end}\n`;
    const result = await run(script, { manifest: { ...outside, ...limits(0.3) } });
    await sleep(1600);
    expect([codeOf(result), existsSync(mark)]).toEqual([how === 'hangs' ? 'timeout' : 'crashed', false]);
  });

  test('even those that left its group, where the system allows that', async (context) => {
    if (!(await namespaces()).includes('-p')) context.skip('this system has no process namespaces');
    const mark = join(folderWith({}), 'alive');
    const script = `#!/bin/sh\nsetsid sh -c 'sleep 1.5; touch ${mark}' > /dev/null 2>&1 < /dev/null &\nsleep 30\n`;
    const result = await run(script, { manifest: { ...outside, ...limits(0.3) } });
    await sleep(1600);
    expect([codeOf(result), existsSync(mark)]).toEqual(['timeout', false]);
  });

  test('is measured with its children', async () => {
    const hungry = `const all = []; setInterval(() => all.push(Buffer.alloc(20 << 20, 1)), 5)`;
    const script = `#!/bin/sh\n"${process.execPath}" -e '${hungry}' &\nwait\n`;
    const result = await run(script, { manifest: { command: ['measure.sh'], ...limits(20, 200) } });
    expect(codeOf(result)).toBe('memory');
  });
});

describe('the disk that a program sees', () => {
  beforeEach(async (context) => {
    const jailed = await jail({ root: folderWith({}), writable: folderWith({}), readable: [] });
    if (jailed.length === 0) context.skip('this system can not give a program a disk of its own');
  });
  const ask = async (statement: string, capabilities: PluginManifest['capabilities'] = []) => {
    const repository = folderWith({ 'release/table.txt': 'hello', 'release/other.txt': 'other' });
    const script = `#!/bin/sh\ntable=${repository}/release/table.txt\nother=${repository}/release/other.txt
      elsewhere=${join(folderWith({ 'file.txt': '' }), 'file.txt')}
      if { ${statement}; } > /dev/null 2>&1; then exit 7; else exit 8; fi`;
    const manifest = { command: ['measure.sh'] as [string], capabilities };
    const result = await run(script, { manifest, repository, config: { table: 'table.txt' } });
    expect(readFileSync(join(repository, 'release/table.txt'), 'utf8')).toBe('hello');
    return { 7: 'can', 8: 'can not' }[/exit code (\d)/.exec(String(messageOf(result)))?.[1] ?? ''] ?? result;
  };

  test.each([
    ['can', 'read its inputs', 'cat $table'],
    ['can', 'write to its folder', 'echo x > here'],
    [
      'can',
      'use devices and temporary files',
      'mktemp && head -c 1 /dev/urandom > /dev/null && test -e /proc/self/fd',
    ],
    ['can not', 'read another file of the release', 'cat $other'],
    ['can not', 'list the release', 'ls "$(dirname "$other")" | grep other'],
    ['can not', 'read a file anywhere else', 'cat $elsewhere'],
    ['can not', 'write to an input', 'echo x >> $table'],
    ['can not', 'change itself', 'echo x >> "$0"'],
    ['can not', 'write to the system', 'touch /usr/x || touch /etc/x || touch /x'],
    ['can not', 'undo that', 'mount -o remount,bind,rw /usr || umount $table || mount -o remount,rw /'],
    ['can not', 'see processes of others', `test -d /proc/${process.pid}`],
  ])('it %s %s', async (expected, _, statement) => {
    expect(await ask(statement)).toBe(expected);
  });

  test('is also that of what a plugin of Node starts', async () => {
    const repository = folderWith({ 'release/table.txt': 'hello', 'release/other.txt': 'other' });
    const body = `const { execFileSync } = await import('node:child_process');
      const read = (path) => { try { return execFileSync('cat', [path], { stdio: 'pipe' }).length } catch { return 0 } };
      return read(files['table.txt']) * 10 + read(files['table.txt'].replace('table', 'other'))`;
    const values = (['processes', 'files'] as const).map(async (_, index, all) => {
      const manifest = { capabilities: all.slice(0, index + 1) };
      return firstValueOf(
        await run(answering(body), { manifest, repository, config: { table: 'table.txt' } }),
      );
    });
    expect(await Promise.all(values)).toEqual([50, 55]);
  });

  test('is the whole one, where it declares `files`', async () => {
    expect(await ask('cat $other $elsewhere', ['files'])).toBe('can');
  });
});

test('a PATH shows installations, and never a home or what is hidden', async () => {
  const home = userInfo().homedir;
  const path = [
    '/opt/r/bin',
    `${home}/bin`,
    `${home}/.local/bin`,
    '/w/repo/.venv/bin',
    '/w/repo/bin',
    '/',
    home,
    '/bin',
  ];
  const seen = await visibleFolders(path.join(delimiter), ['/w/repo']);
  expect(seen.filter((one) => !/^\/(usr|bin)\b|python|node/.test(one))).toEqual([
    '/opt/r',
    `${home}/bin`,
    `${home}/.local/bin`,
    '/w/repo/.venv',
    '/w/repo/bin',
  ]);
});

test('the doors are closed also when the engine is bundled and minified', async () => {
  const folder = folderWith({});
  const contents = `import { closeDoorsModule } from './src/close-doors.ts';
    process.stdout.write(closeDoorsModule(['network', 'processes']));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(packages, 'measure'), loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  const module = execFileSync(process.execPath, ['--input-type=module', '-e', outputFiles[0]?.text ?? ''], {
    encoding: 'utf8',
  });
  const script = `try { require('net').connect(1) } catch (error) { process.stdout.write(error.code) }`;
  const code = execFileSync(process.execPath, [`--import=${module}`, '-e', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(code).toBe('ERR_GATEHOUSE_CLOSED');
});
