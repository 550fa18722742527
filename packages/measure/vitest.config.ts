import { defineConfig, mergeConfig } from 'vitest/config';
import shared, { native } from '../../vitest.config.ts';

// Most of these tests wait for processes: two files side by side.
// One kills its process some hundred times.
const own = defineConfig({ test: { maxWorkers: 2, testTimeout: 180_000 } });

export default mergeConfig(mergeConfig(shared, native), own);
