export { checkColumns, checkNumbers, type Table } from './check-columns.ts';
export {
  asNumber,
  type ColumnKind,
  canBeNaN,
  describeColumns,
  isPresent,
  kindOf,
  numberOf,
  type TableColumns,
  unreadColumns,
} from './columns.ts';
export { countBins } from './count-bins.ts';
export { type CountedNumbers, countNumbers } from './count-numbers.ts';
export { countPlanned, type PlannedCheck } from './count-planned.ts';
export { countRepeats } from './count-repeats.ts';
export type { CheckCounts } from './count-unexpected.ts';
export { countWithin } from './count-within.ts';
export { mayHaveRepeats } from './find-repeats.ts';
export { checkPattern, literalFor } from './literals.ts';
export { isRounded } from './long-numbers.ts';
export { openTable } from './open-table.ts';
export { openTableReader, type TableReader, tableError } from './open-table-reader.ts';
export { quoteName, quoteText } from './quote.ts';
export { type Batch, readBatches } from './read-batches.ts';
export { type Feature, readFeatures } from './read-features.ts';
export { type ColumnNumbers, readNumbers } from './read-numbers.ts';
export { type Range, readRanges } from './read-ranges.ts';
export type { ReaderOptions } from './reader-options.ts';
export { doubtfulColumns, type Reading, tellReadings } from './reading.ts';
export { refineBins } from './refine-bins.ts';
export { suggestColumn } from './suggest-column.ts';
export type { TableFile } from './table-file.ts';
