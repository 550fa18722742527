import { findJsonFault } from './find-json-fault.ts';
import { GatehouseError } from './gatehouse-error.ts';

/**
 * A JSON text (RFC 8259) as its value. Of two equal keys JSON.parse takes the last and another reader the first: such a
 * text says two things, and is refused, as is the key `__proto__`. Throws `input.json` with line and column, and
 * `input.not_utf8` for bytes that are not UTF-8 (a byte order mark before them is passed over).
 */
export function parseJsonStrictly(json: string | Uint8Array): unknown {
  const text = typeof json === 'string' ? json : decode(json);
  const fault = findJsonFault(text);
  if (fault === null) return JSON.parse(text);
  const before = text.slice(0, fault.at).split('\n');
  const place = { line: before.length, column: (before.at(-1) as string).length + 1 };
  throw new GatehouseError('input.json', `line ${place.line}, column ${place.column}: ${fault.what}`, {
    hint: 'Write it again with a tool that writes JSON.',
    place,
  });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new GatehouseError('input.not_utf8', 'the JSON is not UTF-8 text', {
      hint: 'Save it as UTF-8.',
      cause,
    });
  }
}
