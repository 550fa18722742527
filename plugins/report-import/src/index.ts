export { type Config, plugin } from './plugin.ts';
