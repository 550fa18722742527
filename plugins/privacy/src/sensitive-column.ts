/** A sensitive column, and the classes of rows that share all quasi-identifiers. SQL throughout. */
export interface SensitiveColumn {
  name: string;
  type: string;
  /** The columns of `rows` that make a class, as `c0, c1`: names of our own, which no column of the table can take. */
  classes: string;
  /** What stands after FROM: the classes and `s`, the sensitive value, where it is there. */
  rows: string;
  /** Rows with a sensitive value. */
  n: number;
  /** All its values in their order, where the configuration gives them. */
  order: readonly string[] | undefined;
}
