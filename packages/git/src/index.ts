export { type ListedFile, listFiles } from './list-files.ts';
export { findCommit, isObjectId, type Location } from './locate-repository.ts';
export type { BlobDigest } from './object-reader.ts';
export { type CommitLinks, openRepository, type Repository } from './open-repository.ts';
export type { Surroundings } from './run-git.ts';
export type { EntryKind, TreeEntry } from './tree.ts';
