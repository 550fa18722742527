import { mergeConfig } from 'vitest/config';
import shared, { native } from '../../vitest.config.ts';

export default mergeConfig(shared, native);
