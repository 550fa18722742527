import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

// The longest of all: it takes the second core when the other packages are done.
export default mergeConfig(shared, defineConfig({ test: { maxWorkers: 2 } }));
