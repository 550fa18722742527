import type { PluginManifest } from '@gatehouse/contracts';
import type { Schema } from './field-tags.ts';
import { isProgram } from './place-program.ts';
import type { MethodText } from './read-methods.ts';

/** The README.md of a plugin, made from what it says of itself; `notes` are sections of its own. Pure. */
export function documentPlugin(
  manifest: PluginManifest,
  methods: readonly MethodText[],
  example: string,
  notes = '',
): string {
  const parts = [
    `# ${manifest.name}`,
    '<!-- Made by `pnpm run docs` from the sources and example.yaml; do not edit. -->',
    manifest.summary,
    '## Configuration',
    table(['Field', 'Type', 'Without it', 'What it is'], describeFields(manifest.config, '')),
    ...(example === undefined
      ? []
      : ['## Example', 'In `release.yaml`:', exampleBlock(manifest.name, example)]),
    ...(methods.length === 0
      ? []
      : ['## Metrics', table(['Metric', 'How it is computed'], describeMethods(methods))]),
    ...(notes.trim() === '' ? [] : [notes.trim()]),
    '## Limits',
    describeLimits(manifest),
  ];
  return `${parts.join('\n\n')}\n`;
}

function describeFields(schema: Schema, path: string): string[][] {
  const required = (schema.required ?? []) as string[];
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(([name, field]) => {
    const at = `${path}${name}`;
    const without = required.includes(name)
      ? 'required'
      : 'default' in field
        ? JSON.stringify(field.default)
        : 'optional';
    return [
      [`\`${at}\``, describeType(field), without, String(field.description ?? '')],
      ...describeInside(field, at),
    ];
  });
}

function describeInside(field: Schema, at: string): string[][] {
  if (field.properties) return describeFields(field, `${at}.`);
  if (field.items) return describeInside(field.items as Schema, `${at}[]`);
  return isSchema(field.additionalProperties) ? describeInside(field.additionalProperties, `${at}.*`) : [];
}

const bounds: [keyword: string, words: string][] = [
  ['minimum', 'at least'],
  ['exclusiveMinimum', 'above'],
  ['maximum', 'at most'],
  ['exclusiveMaximum', 'below'],
  ['minItems', 'items at least'],
  ['maxItems', 'items at most'],
  ['minLength', 'characters at least'],
  ['pattern', 'matches'],
];

function describeType(field: Schema): string {
  const found = bounds
    .filter(([keyword]) => keyword in field)
    .map(([keyword, words]) => `${words} ${field[keyword]}`);
  return [baseType(field), ...found].join(', ');
}

function baseType(field: Schema): string {
  if (Array.isArray(field.enum)) return field.enum.map((one) => JSON.stringify(one)).join(' or ');
  if (field.format === 'input-path') return 'file';
  if (field.items) return `list of ${describeType(field.items as Schema)}`;
  if (isSchema(field.additionalProperties)) return `mapping to ${describeType(field.additionalProperties)}`;
  const words: Record<string, string> = {
    integer: 'whole number',
    boolean: 'true or false',
    object: 'mapping',
  };
  return [field.type]
    .flat()
    .map((type) => words[String(type)] ?? String(type))
    .join(' or ');
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

function exampleBlock(name: string, example: string): string {
  const config = example.trimEnd().replaceAll(/^(?=.)/gm, '      ');
  return `\`\`\`yaml\nvalidations:\n  - id: ${name}\n    plugin: ${name}\n    subject: … # the artifact or dataset that is measured\n    config:\n${config}\n\`\`\``;
}

function describeMethods(methods: readonly MethodText[]): string[][] {
  return methods.map(({ metric, definition }) => [`\`${metric}\``, definition]);
}

function describeLimits(manifest: PluginManifest): string {
  const { limits, capabilities } = manifest;
  const words: Record<string, string> = {
    network: 'the network',
    files: 'any file',
    processes: 'other processes',
  };
  const more = capabilities.map((capability) => words[capability]).join(', ');
  const time = `At most ${limits.seconds} seconds and ${limits.memory_mb} MB.`;
  const uses = more === '' ? 'nothing' : more;
  if (!isProgram(manifest)) return `${time} Beyond its declared inputs it uses ${uses}.`;
  return `${time} Beyond its declared inputs it declares ${uses}.\n\n${describeProgram(manifest)}`;
}

function describeProgram({ command }: PluginManifest): string {
  const run = `It is a program, run as \`${command.join(' ')}\` from a copy of its folder.`;
  return `${run} What it does not declare is taken away on Linux with user namespaces; elsewhere only time and memory are watched.`;
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
