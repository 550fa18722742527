export interface Missing {
  rows: number;
  nulls: number;
  nans: number;
}

/** How often each category comes; `tooMany`: more than so many, which are no categories but keys or free text. */
export type CategoryCounts = CountedCategories | { tooMany: number };

export interface CountedCategories {
  /** `sha256`: the first 16 hex digits of the digest of the text, where the text itself should not be kept. */
  keys: 'text' | 'sha256';
  counts: ReadonlyMap<string, number>;
}
