export interface SignOptions {
  repo?: string;
  role: string;
  withdraw?: boolean;
  breakGlass?: boolean;
  ratify?: boolean;
  until?: string;
  reason?: string;
  notAuthor?: boolean;
  yes?: boolean;
  /** Push the branch afterwards. */
  push?: boolean;
}
