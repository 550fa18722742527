import { GatehouseError } from '@gatehouse/contracts';
import { compilerIdentity, createOpa } from '@gatehouse/opa';
import type { Annotation } from './build-catalogue.ts';
import { shownPath } from './read-sources.ts';

/** What compiles policies. It starts only where a cache has nothing. */
export interface PolicyCompiler {
  /** The compiler and its capabilities, as text: another one gives other rules. */
  identity: string;
  /** Throws `policy.invalid` with file, line and column. */
  prepare(
    modules: { path: string; text: string }[],
    entrypoints: string[],
  ): Promise<{ wasm: Uint8Array; annotations: Annotation[] }>;
}

/** OPA as the compiler; `home`: the folder with what its package built. */
export async function openCompiler(home?: string): Promise<PolicyCompiler> {
  return {
    identity: await compilerIdentity(home),
    async prepare(modules, entrypoints) {
      const prepared = await createOpa(home === undefined ? {} : { home }).prepare(modules, { entrypoints });
      if (!prepared.ok) throw policyError(prepared.errors);
      return prepared.value;
    },
  };
}

/** A compile error of the `opa` package as the error that users see. */
export function policyError(
  errors: readonly { message: string; file?: string; row?: number; column?: number }[],
): GatehouseError {
  const all = errors.map(
    (error) =>
      new GatehouseError('policy.invalid', error.message, {
        place: {
          ...(error.file === undefined ? {} : { file: shownPath(error.file) }),
          ...(error.row === undefined ? {} : { line: error.row }),
          ...(error.column === undefined ? {} : { column: error.column }),
        },
      }),
  );
  const [first, ...others] = all;
  if (!first)
    return new GatehouseError(
      'policy.invalid',
      'the policy does not compile, and the compiler gave no reason',
    );
  return new GatehouseError(first.code, first.message, { place: first.place, others });
}
