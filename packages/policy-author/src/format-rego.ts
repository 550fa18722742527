import type { Opa, OpaResult, RegoSource } from '@gatehouse/opa';

/**
 * Rego as `opa fmt` writes it, but that a rule of a gate is `rules.<name>` everywhere: OPA writes `rules["<name>"]` where
 * no other name of the file has a dot, and each rule would have two spellings.
 */
export async function formatRego(opa: Opa, sources: readonly RegoSource[]): Promise<OpaResult<RegoSource[]>> {
  return spelt(await opa.format([...sources]));
}

/** The same for what OPA has formatted already. */
export function spelt(formatted: OpaResult<RegoSource[]>): OpaResult<RegoSource[]> {
  if (!formatted.ok) return formatted;
  const value = formatted.value.map((source) => ({ ...source, text: respell(source.text) }));
  return { ...formatted, value };
}

function respell(text: string): string {
  return text.replace(/^rules\["([a-z][a-z0-9_]*)"\]/gm, 'rules.$1');
}
