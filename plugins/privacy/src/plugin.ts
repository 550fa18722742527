import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measurePrivacy } from './measure-privacy.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Looks for personal data by pattern and check digit, and measures k-anonymity, l-diversity, t-closeness, and ' +
    'identified values that a de-identified table still holds.',
  limits: { seconds: 900, memory_mb: 2048 },
  measure: measurePrivacy,
});
