// What the engine loads, where a change of governed files touches a plugin: TypeScript's parser is large, and rarely needed.
export { auditPlugin } from './audit-plugin.ts';
