import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureVulnerabilities } from './measure-vulnerabilities.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Counts the vulnerabilities that scanners found in packages, each once however many reports name it: by severity, whether ' +
    'a fix exists, whether it is known to be exploited, and what a scanner suppressed.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: measureVulnerabilities,
});
