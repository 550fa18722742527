import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { engine } from './team.ts';

/** The floors of ARCHITECTURE.md: a package imports from floors below its own, never sideways. */
const floors: Record<string, number> = {
  contracts: 0,
  opa: 0,
  git: 1,
  signoff: 1,
  'plugin-kit': 1,
  policy: 1,
  report: 2,
  facts: 2,
  'plugin-build': 2,
  judge: 3,
  measure: 3,
  audit: 4,
  'policy-author': 4,
  selftest: 5,
  cli: 6,
};

/** Imported by tests, the demo and the benchmarks only; it imports what is below all tests. */
const besides = ['testing'];

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const packages = Object.keys(floors);
const manifest = (folder: string) =>
  JSON.parse(readFileSync(join(engine, folder, 'package.json'), 'utf8')) as Manifest;
const ours = (folder: string) =>
  Object.keys(manifest(folder).dependencies ?? {}).filter((name) => name.startsWith('@gatehouse/'));

function sources(folder: string): { file: string; text: string }[] {
  return readdirSync(join(engine, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|mjs)$/.test(entry.name)
      ? [{ file: path, text: readFileSync(join(engine, path), 'utf8') }]
      : [];
  });
}

test('every package has its floor', () => {
  expect(readdirSync(join(engine, 'packages')).sort()).toEqual([...packages, ...besides].sort());
});

test('imports point down, and never sideways', () => {
  const wrong = packages.flatMap((name) =>
    ours(`packages/${name}`)
      .filter((other) => (floors[other.slice('@gatehouse/'.length)] ?? 9) >= (floors[name] ?? -1))
      .map((other) => `${name} → ${other}`),
  );
  expect(wrong).toEqual([]);
});

test('no file imports itself, by whatever way round', () => {
  const plugins = readdirSync(join(engine, 'plugins')).filter((name) =>
    existsSync(join(engine, 'plugins', name, 'src')),
  );
  const folders = [
    ...packages.map((name) => `packages/${name}`),
    ...plugins.map((name) => `plugins/${name}`),
  ];
  expect(folders.flatMap((folder) => findCircles(sources(`${folder}/src`)))).toEqual([]);
});

test('what is imported is declared', () => {
  const undeclared = packages.flatMap((name) => {
    const declared = Object.keys(manifest(`packages/${name}`).dependencies ?? {});
    return sources(`packages/${name}/src`).flatMap(({ file, text }) =>
      [...text.matchAll(/from '((?:@[a-z-]+\/)?[a-z][a-z0-9.-]*)(?:\/[^']*)?'/g)]
        .map(([, dependency]) => dependency as string)
        .filter(
          (dependency) =>
            !dependency.startsWith('node:') && ![...declared, `@gatehouse/${name}`].includes(dependency),
        )
        .map((dependency) => `${file}: ${dependency}`),
    );
  });
  expect(undeclared.filter((line) => !/: (net|tls|http|https|dns|fs|child_process)$/.test(line))).toEqual([]);
});

test('what tests share is imported by tests alone', () => {
  const folders = [
    ...packages.map((name) => `packages/${name}`),
    ...readdirSync(join(engine, 'plugins')).map((name) => `plugins/${name}`),
  ].filter((folder) => folder !== 'packages/testing' && existsSync(join(engine, folder, 'package.json')));
  const used = folders.filter(
    (folder) =>
      ours(folder).includes('@gatehouse/testing') ||
      sources(`${folder}/src`).some(({ text }) => text.includes('@gatehouse/testing')),
  );
  expect(used).toEqual([]);
  expect(ours('packages/testing')).toEqual(['@gatehouse/contracts']);
});

test('plugins import the plugin kit alone', () => {
  // A program of another language has no packages.
  for (const plugin of readdirSync(join(engine, 'plugins')))
    if (!existsSync(join(engine, 'plugins', plugin, 'plugin.json')))
      expect(ours(`plugins/${plugin}`)).toEqual(['@gatehouse/plugin-kit']);
});

describe('clock, environment, console and exit belong to the cli', () => {
  const forbidden =
    /\bDate\.now\(|\bnew Date\(\)|\bprocess\.(env|exit|argv|cwd)\b|\bconsole\.(log|error|warn|info)\(/;
  // What runs inside a plugin's child process, builds plugins, or looks for these very words.
  const programs =
    /packages\/(plugin-kit\/src\/serve-plugin|measure\/src\/close-doors|plugin-build\/src\/(build-plugin-command|audit-plugin|audited-names))\b/;
  for (const name of packages.filter((one) => one !== 'cli')) {
    test(name, () => {
      const found = sources(`packages/${name}/src`).filter(
        ({ file, text }) => !programs.test(file) && forbidden.test(text),
      );
      expect(found.map(({ file }) => file)).toEqual([]);
    });
  }
});

test('no source file is longer than a few screens', () => {
  const long = packages
    .flatMap((name) => sources(`packages/${name}/src`))
    .filter(({ text }) => text.split('\n').length > 201);
  expect(long.map(({ file }) => file)).toEqual([]);
});

/** Circles of imports among the files of one package, types included: each as `a → b → a`. */
function findCircles(files: readonly { file: string; text: string }[]): string[] {
  const imports = new Map(
    files.map(({ file, text }) => [
      file,
      [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, path]) =>
        posix.join(posix.dirname(file), path as string),
      ),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, above: readonly string[]): string[] => {
    if (above.includes(file)) return [[...above.slice(above.indexOf(file)), file].join(' → ')];
    if (done.has(file)) return [];
    const found = (imports.get(file) ?? []).flatMap((next) => visit(next, [...above, file]));
    done.add(file);
    return found;
  };
  return [...imports.keys()].flatMap((file) => visit(file, []));
}
