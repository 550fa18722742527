import { readFile, stat } from 'node:fs/promises';
import { PluginError, parseJsonStrictly } from '@gatehouse/plugin-kit';

const largest = 64 * 1024 * 1024;

/**
 * The numbers of a JSON file at these pointers (RFC 6901). Throws PluginError `output-unusable` for a file that is no
 * JSON (NaN is none, and no key may stand twice), and `no-number` for a place without a number.
 *
 * @param shown what the file is called in an error
 */
export async function readNumbers(
  file: string,
  shown: string,
  pointers: readonly string[],
): Promise<number[]> {
  const { size } = await stat(file);
  if (size > largest)
    throw new PluginError(
      'output-unusable',
      `${shown} has ${size} bytes; at most ${largest} are read as JSON`,
    );
  const document = parse(await readFile(file), shown);
  return pointers.map((pointer) => {
    const value = follow(document, pointer);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new PluginError(
      'no-number',
      `${shown} has no number at ${pointer}`,
      'Correct the pointer, or let the command write a number there.',
    );
  });
}

function parse(bytes: Uint8Array, shown: string): unknown {
  try {
    return parseJsonStrictly(bytes);
  } catch (error) {
    throw new PluginError(
      'output-unusable',
      `${shown} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      'Write metrics as JSON in UTF-8; NaN and Infinity are not part of it.',
    );
  }
}

function follow(document: unknown, pointer: string): unknown {
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>(
    (here, step) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, step)
        ? (here as Record<string, unknown>)[step]
        : undefined,
    document,
  );
}
