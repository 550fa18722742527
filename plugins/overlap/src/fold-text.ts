import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { TableReader } from '@gatehouse/plugin-kit/table';

/**
 * A text without what people and programs write in several ways: compatible characters (Unicode NFKC, UAX #15), case, and
 * white space. Case is folded by upper, then lower case, by which ß is ss, ſ is s and ς is σ.
 */
export function foldText(text: string): string {
  const folded = /^[\x00-\x7f]*$/.test(text)
    ? text.toLowerCase()
    : text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
  return folded.replaceAll(/\s+/gu, ' ').trim();
}

/** Makes `fold_text` a function of SQL. */
export function registerFoldText({ connection }: TableReader): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'fold_text',
      parameterTypes: [VARCHAR],
      returnType: VARCHAR,
      mainFunction: (_, input, output) => {
        const texts = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row++) {
          const text = texts.getItem(row) as string | null;
          output.setItem(row, text === null ? null : foldText(text));
        }
        output.flush();
      },
    }),
  );
}
