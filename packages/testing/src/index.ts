export { answering, folderWith, manifestWith, packages } from './folders.ts';
export { lineCounter, pluginFolder } from './plugin-source.ts';
export { type Expected, testCorpus } from './test-corpus.ts';
