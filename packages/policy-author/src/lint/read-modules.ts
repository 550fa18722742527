import { GatehouseError } from '@gatehouse/contracts';
import type { OpaOperation, OpaResult, RegoSource } from '@gatehouse/opa';
import type { Module } from './syntax.ts';

/**
 * What to ask OPA for the syntax of sources. Its parser is a builtin, `rego.parse_module`, and what a test prints
 * comes back: so the parse is a test that prints. Policies themselves are not allowed that builtin.
 */
export function parseOperation(
  sources: readonly RegoSource[],
  capabilities: { builtins: readonly object[] },
): OpaOperation & { do: 'test' } {
  return {
    do: 'test',
    sources: [{ path: 'parse_test.rego', text: parseTest }],
    data: { sources },
    capabilities: { ...capabilities, builtins: [...capabilities.builtins, parseModule] },
  };
}

const parseTest = `package parse_test

test_parse if {
	every source in data.sources {
		print(json.marshal(rego.parse_module(source.path, source.text)))
	}
}
`;

const parseModule = {
  name: 'rego.parse_module',
  decl: {
    type: 'function',
    args: [{ type: 'string' }, { type: 'string' }],
    result: { type: 'object', dynamic: { key: { type: 'string' }, value: { type: 'any' } } },
  },
};

/** The modules that OPA printed. Throws `policy.crashed` where one is lacking: sources must parse. */
export function readModules(
  sources: readonly RegoSource[],
  result: OpaResult<{ tests: readonly { passed: boolean; output?: string }[] }>,
): Module[] {
  const test = result.ok ? result.value.tests[0] : undefined;
  const printed = test?.passed ? (test.output ?? '').split('\n').filter((line) => line !== '') : [];
  if (printed.length !== sources.length)
    throw new GatehouseError('policy.crashed', 'OPA gave no syntax of some of the sources');
  return sources.map((source, index) => ({ ...(JSON.parse(printed[index] as string) as Module), ...source }));
}
