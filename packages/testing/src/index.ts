export { type Expected, testCorpus } from './test-corpus.ts';
