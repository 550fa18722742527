import { defineConfig, mergeConfig } from 'vitest/config';
import shared, { native } from '../../vitest.config.ts';

// Most of these tests wait for processes: two files side by side.
const own = defineConfig({ test: { maxWorkers: 2 } });

export default mergeConfig(mergeConfig(shared, native), own);
