/** One object of a contract's schema, as far as it can be checked against a table. */
export interface Contract {
  version: string;
  object: string;
  columns: ContractColumn[];
  quality: QualityRule[];
  /** What is written there and is not checked, and why. */
  unchecked: Unchecked[];
}

export interface ContractColumn {
  /** As in the contract; `column` is what the table calls it. */
  name: string;
  column: string;
  logicalType: LogicalType | undefined;
  physicalType: string | undefined;
  required: boolean;
  unique: boolean;
  primaryKey: boolean;
  options: Record<string, unknown>;
  quality: QualityRule[];
}

export const logicalTypes = [
  'string',
  'date',
  'timestamp',
  'time',
  'number',
  'integer',
  'object',
  'array',
  'boolean',
] as const;

export type LogicalType = (typeof logicalTypes)[number];

/** A rule of the library: a metric and what it must be. */
export interface QualityRule {
  name: string | undefined;
  metric: Metric;
  arguments: { missingValues?: unknown[]; validValues?: unknown[]; pattern?: string; properties?: string[] };
  operators: Operator[];
  unit: 'rows' | 'percent';
}

export type Metric = 'nullValues' | 'missingValues' | 'invalidValues' | 'duplicateValues' | 'rowCount';

export interface Operator {
  name: OperatorName;
  /** One number, or two for `…Between`. */
  numbers: number[];
}

export type OperatorName = keyof typeof operators;

/** Whether a number is as an operator wants it. `mustBeBetween` leaves its ends out, as the standard has it. */
export const operators = {
  mustBe: (value: number, a: number) => value === a,
  mustNotBe: (value: number, a: number) => value !== a,
  mustBeGreaterThan: (value: number, a: number) => value > a,
  mustBeGreaterOrEqualTo: (value: number, a: number) => value >= a,
  mustBeLessThan: (value: number, a: number) => value < a,
  mustBeLessOrEqualTo: (value: number, a: number) => value <= a,
  mustBeBetween: (value: number, a: number, b: number) => value > a && value < b,
  mustNotBeBetween: (value: number, a: number, b: number) => !(value > a && value < b),
};

export interface Unchecked {
  /** The column, or '' for the whole table. */
  column: string;
  rule: string;
  why: string;
}
