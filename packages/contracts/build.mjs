// Compiles the JSON Schemas ahead of time: generated/validators.js (ajv) and generated/types.ts.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { createAjv } from './src/create-ajv.mjs';

const schemas = readdirSync('schemas').map((file) => JSON.parse(readFileSync(`schemas/${file}`, 'utf8')));
mkdirSync('generated', { recursive: true });
await writeValidators();
await writeTypes();

// Each in a file of its own: a command loads those that it asks, which for a release is half of them.
async function writeValidators() {
  const roots = schemas
    .filter((schema) => schema.title !== 'Common')
    .map(({ title, $id }) => ({ title, $id }));
  const folder = 'generated/validators';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { title, $id } of roots) {
    const ajv = createAjv({ inlineRefs: false, code: { source: true, esm: true } });
    for (const schema of schemas) ajv.addSchema(schema);
    writeFileSync(`${folder}/${title}.raw.mjs`, standaloneCode.default(ajv, { [`validate${title}`]: $id }));
  }
  await build({
    entryPoints: roots.map(({ title }) => ({ in: `${folder}/${title}.raw.mjs`, out: title })),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    logLevel: 'error',
  });
  for (const { title } of roots) rmSync(`${folder}/${title}.raw.mjs`);
  const lines = roots.map(({ title }) => `export { validate${title} } from './validators/${title}.js';`);
  writeFileSync('generated/validators.js', `${lines.join('\n')}\n`);
  const types = roots.map(({ title }) => `export const validate${title}: Validate;`);
  writeFileSync(
    'generated/validators.d.ts',
    `import type { Validate } from '../src/validate.ts';\n${types.join('\n')}\n`,
  );
}

// All schemas become one document, so that shared definitions become shared types.
async function writeTypes() {
  const definitions = {};
  for (const schema of schemas) {
    const prefix = schema.title;
    const { $defs = {}, $id, $schema, ...root } = schema;
    for (const [name, definition] of Object.entries($defs)) {
      definitions[typeName(prefix, name)] = { ...definition, title: typeName(prefix, name) };
    }
    if (prefix !== 'Common') definitions[prefix] = { ...root, title: prefix };
  }
  const byId = Object.fromEntries(schemas.map((schema) => [schema.$id, schema.title]));
  const rewrite = (node, title) => {
    if (Array.isArray(node)) return node.map((item) => rewrite(item, title));
    if (node === null || typeof node !== 'object') return node;
    if (typeof node.$ref === 'string') {
      const [id, pointer] = node.$ref.split('#');
      const owner = id === '' ? title : byId[id];
      if (pointer === undefined) return { $ref: `#/$defs/${owner}` };
      const [, kind, name] = pointer.split('/');
      if (kind === '$defs') return { $ref: `#/$defs/${typeName(owner, name)}` };
      return rewrite(schemas.find((schema) => schema.title === owner).properties[name], owner);
    }
    const { if: _if, then: _then, else: _else, anyOf, ...rest } = node;
    // `anyOf` of bare `required` lists says nothing to a type; everywhere else it is a union.
    const union = anyOf?.every((option) => Object.keys(option).join() === 'required') ? undefined : anyOf;
    const entries = Object.entries(union ? { ...rest, anyOf: union } : rest);
    return Object.fromEntries(entries.map(([key, value]) => [key, rewrite(value, title)]));
  };
  const owners = Object.fromEntries(
    schemas.flatMap((schema) => [
      [schema.title, schema.title],
      ...Object.keys(schema.$defs ?? {}).map((name) => [typeName(schema.title, name), schema.title]),
    ]),
  );
  const $defs = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, rewrite(definition, owners[name])]),
  );
  const document = { title: 'Contracts', type: 'object', additionalProperties: false, properties: {}, $defs };
  for (const name of Object.keys($defs)) document.properties[name] = { $ref: `#/$defs/${name}` };
  const source = await compile(document, 'Contracts', { additionalProperties: false, format: false });
  writeFileSync('generated/types.ts', source);
}

function typeName(prefix, name) {
  const pascal = name[0].toUpperCase() + name.slice(1);
  if (prefix === 'Common') return pascal;
  const plain = [
    'Artifact',
    'Dataset',
    'Component',
    'Expectation',
    'Validation',
    'Environment',
    'Measurement',
    'Finding',
  ];
  if (plain.includes(pascal)) return pascal;
  return prefix + pascal;
}
