// Packs what a team installs: @gatehouse/cli (judges, signs, audits: no dependency, no install script) and
// @gatehouse/plugins (measures). Usage: pnpm run pack <folder>. The engine must be built.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { integrityFile, integrityOf } from './load-integrity.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2] ?? 'packed');
const { version } = readJson('packages/cli/package.json');
/** What is bundled into the engine, and the package of ours that brings it: their licences go along. */
const bundled = {
  ...{
    '@open-policy-agent/opa-wasm': 'policy',
    ajv: 'contracts',
    'ajv-formats': 'contracts',
    commander: 'cli',
  },
  ...{
    openpgp: 'signoff',
    picocolors: 'report',
    'simple-git': 'git',
    'ts-morph': 'plugin-build',
    yaml: 'cli',
  },
};

const stage = mkdtempSync(join(tmpdir(), 'gatehouse-pack-'));
try {
  mkdirSync(out, { recursive: true });
  const plugins = await packPlugins(join(stage, 'plugins'));
  await packEngine(join(stage, 'cli'), plugins);
} finally {
  rmSync(stage, { recursive: true });
}

async function packEngine(folder, plugins) {
  // The layout is that of this repository, so that the engine finds its parts in both alike.
  const parts = [
    ...['packages/cli/dist', 'packages/cli/templates', 'packages/opa/dist'],
    ...['packages/opa/vendor/LICENSE', 'packages/opa/vendor/NOTICE'],
    ...['packages/policy/dist', 'packages/contracts/schemas', 'policies', 'LICENSE'],
    ...['releases/credit-scorer/1.0.0', 'releases/credit-scorer/1.1.0'],
  ];
  for (const part of parts) copy(part, join(folder, part));
  copyLicences(folder);
  await bundleAudit(join(folder, 'packages/plugin-build/dist/audit-plugin.mjs'));
  const about = {
    name: '@gatehouse/cli',
    description: 'A release gate that lives in git: judges, signs, promotes and audits releases.',
    bin: { gate: 'packages/cli/dist/gate.mjs' },
    gatehouse: { plugins },
  };
  return pack(folder, about);
}

/** Packs the plugins, and gives what a lock says of them. */
async function packPlugins(folder) {
  const dependencies = {};
  const plugins = {};
  for (const name of readdirSync(join(root, 'plugins')).sort()) {
    const own = readJson(`plugins/${name}/package.json`, {});
    const manifest = readJson(`plugins/${name}/dist/plugin.json`, null);
    // A plugin in another language is an example to be copied, not part of what is measured with.
    if (manifest === null) continue;
    plugins[name] = { version: manifest.version, digest: manifest.digest };
    for (const part of ['dist', 'README.md'])
      copy(`plugins/${name}/${part}`, join(folder, 'plugins', name, part));
    write(join(folder, 'plugins', name, 'package.json'), {
      name: own.name,
      version: own.version,
      type: 'module',
    });
    for (const [dependency, wanted] of Object.entries(own.dependencies ?? {})) {
      if (!wanted.startsWith('workspace:'))
        dependencies[dependency] = wanted === 'catalog:' ? fromCatalog(dependency) : wanted;
    }
  }
  copy('LICENSE', join(folder, 'LICENSE'));
  const description = 'The plugins that measure for @gatehouse/cli: tables, models, reports, lineage.';
  const integrity = await pack(folder, { name: '@gatehouse/plugins', description, dependencies });
  return { package: '@gatehouse/plugins', version, integrity, each: plugins };
}

async function pack(folder, about) {
  const common = { version, license: 'Apache-2.0', type: 'module', engines: { node: '>=20.19' } };
  write(join(folder, 'package.json'), { ...about, ...common });
  const integrity = await integrityOf(folder);
  writeFileSync(join(folder, integrityFile), `${integrity}\n`);
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [{ filename, size, unpackedSize }] = Object.values(JSON.parse(packed));
  console.log(
    `${filename}  ${(size / 1e6).toFixed(1)} MB (${(unpackedSize / 1e6).toFixed(1)} MB unpacked)  ${integrity}`,
  );
  return integrity;
}

function copyLicences(folder) {
  for (const [name, owner] of Object.entries(bundled)) {
    const from = join('packages', owner, 'node_modules', name);
    const { version, license } = readJson(join(from, 'package.json'));
    const file = readdirSync(join(root, from)).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
    const text = file === undefined ? `${license}\n` : readFileSync(join(root, from, file), 'utf8');
    const to = join(folder, 'licences', `${name.replace('/', '+')}.txt`);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, `${name} ${version}, ${license}\n\n${text}`);
  }
}

// What a governance change shows of a plugin needs the compiler of TypeScript: inside, so that all of the engine is one.
async function bundleAudit(outfile) {
  const require = createRequire(join(root, 'packages/plugin-build/build.mjs'));
  const { build } = require('esbuild');
  await build({
    ...{ entryPoints: [join(root, 'packages/plugin-build/dist/audit-plugin.mjs')], outfile },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', minify: true, logLevel: 'error' },
    banner: {
      js: "import{createRequire as __r}from'node:module';import{fileURLToPath as __f}from'node:url';const require=__r(import.meta.url),__filename=__f(import.meta.url),__dirname=__f(new URL('.',import.meta.url));",
    },
    legalComments: 'none',
  });
}

function fromCatalog(name) {
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const found = catalog.split('\n').find((line) => line.trim().replaceAll('"', '').startsWith(`${name}: `));
  if (found === undefined) throw new Error(`${name} is not in the catalog of pnpm-workspace.yaml`);
  return found.split(': ')[1].trim();
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(root, from), to, { recursive: true });
}

function readJson(path, otherwise) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (error) {
    if (otherwise === undefined) throw error;
    return otherwise;
  }
}

function write(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
