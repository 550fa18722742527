export { type AssembledFacts, assembleFacts, type FactsRun, releaseDigest } from './assemble-facts.ts';
export { type Base, openBase, readPolicyFiles, trustRootPath } from './open-base.ts';
export { parseEvidence } from './read-evidence.ts';
export { type History, readHistory } from './read-history.ts';
export { type ReleaseFile, readRelease, releaseLimit } from './read-release.ts';
export { readYaml, type YamlFile } from './read-yaml.ts';
export { resolvePath } from './resolve-path.ts';
export { chooseReleases, listReleases, type Selection, selectReleases } from './select-releases.ts';
export { openCommit, openWorkTree, type TreeSource } from './tree-source.ts';
