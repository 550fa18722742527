import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureContract } from './measure-contract.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Counts what a table breaks of its data contract (Open Data Contract Standard 3.1), and which changes of the ' +
    'contract break those who rely on the previous one.',
  limits: { seconds: 600, memory_mb: 2048 },
  measure: measureContract,
});
