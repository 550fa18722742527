import { mergeConfig } from 'vitest/config';
import shared, { inMemory } from '../../vitest.config.ts';

export default mergeConfig(shared, inMemory);
