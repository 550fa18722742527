export interface NumberColumn {
  name: string;
  /** As DuckDB writes it: numeric or temporal. */
  type: string;
}
