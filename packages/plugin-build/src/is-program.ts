import type { PluginManifest } from '@gatehouse/contracts';

/** Whether a plugin is a program of any language; one of the kit is run by this Node. */
export function isProgram(manifest: PluginManifest): boolean {
  return manifest.command[0] !== 'node';
}
