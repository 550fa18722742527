import type { OpaOperation, OpaResults } from './opa-operations.ts';
import type { OpaError, OpaResult } from './opa-types.ts';

interface Answer {
  value?: unknown;
  errors?: OpaError[];
}

/** What OPA wrote, as one result for each operation. An answer that is cut off or empty is `opa_crashed`. */
export function readAnswers<Operations extends readonly OpaOperation[]>(
  output: string,
  operations: Operations,
): OpaResult<OpaResults<Operations>> {
  if (operations.length === 0) return failed('opa_no_operations', 'no operation was given');
  const answers = parse(output);
  if (answers?.length !== operations.length) return failed('opa_crashed', 'OPA gave no readable answer');
  return { ok: true, value: answers.map(readAnswer) as OpaResults<Operations> };
}

function parse(output: string): Answer[] | null {
  try {
    const { answers } = JSON.parse(output) as { answers?: unknown };
    return Array.isArray(answers) ? (answers as Answer[]) : null;
  } catch {
    return null;
  }
}

function readAnswer({ value, errors }: Answer): OpaResult<unknown> {
  if (errors !== undefined && errors.length > 0) return { ok: false, errors };
  if (value === undefined) return failed('opa_crashed', 'OPA answered with nothing');
  return { ok: true, value: withBytes(value) };
}

// JSON brings wasm as base64.
function withBytes(value: unknown): unknown {
  const { wasm } = value as { wasm?: unknown };
  return typeof wasm === 'string'
    ? { ...(value as object), wasm: new Uint8Array(Buffer.from(wasm, 'base64')) }
    : value;
}

function failed(code: string, message: string): { ok: false; errors: OpaError[] } {
  return { ok: false, errors: [{ code, message }] };
}
