import { findJsonFault } from './find-json-fault.ts';
import { GatehouseError } from './gatehouse-error.ts';

/**
 * A JSON text (RFC 8259) as its value. Of two equal keys JSON.parse takes the last and another reader the first: such a
 * text says two things, and is refused, as is the key `__proto__`. Throws `input.json` with line and column, and
 * `input.not_utf8` for bytes that are not UTF-8 (a byte order mark before them is passed over).
 */
export function parseJsonStrictly(json: string | Uint8Array): unknown {
  const text = typeof json === 'string' ? json : decode(json);
  const value = asWritten(text);
  if (value !== undefined) return value;
  const fault = findJsonFault(text);
  if (fault === null) return JSON.parse(text);
  const before = text.slice(0, fault.at).split('\n');
  const place = { line: before.length, column: (before.at(-1) as string).length + 1 };
  throw new GatehouseError('input.json', `line ${place.line}, column ${place.column}: ${fault.what}`, {
    hint: 'Write it again with a tool that writes JSON.',
    place,
  });
}

/**
 * The value of a text that is what JSON.stringify writes of it, on one line or set out on many: that writes no key twice.
 * Evidence is such a text, and this takes a tenth of the time of a look at each character. undefined: it is not, or may
 * not be.
 */
function asWritten(text: string): unknown {
  if (text.includes('__proto__')) return undefined;
  try {
    const value = JSON.parse(text);
    return JSON.stringify(value) === onOneLine(text) ? value : undefined;
  } catch {
    // No JSON, or too deep to be written: the look at each character tells.
    return undefined;
  }
}

// No string of JSON holds a line break, so behind one a string begins or none is near: what is left out stands in no string.
function onOneLine(json: string): string {
  return json.replace(/\n *("(?:[^"\\]|\\.)*"): /g, '$1:').replace(/\n */g, '');
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
