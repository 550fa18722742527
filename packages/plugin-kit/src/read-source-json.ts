import { GatehouseError, parseJsonStrictly } from '@gatehouse/contracts';

/** A JSON file among a plugin's files (see readPluginSources). Throws GatehouseError `plugin.config`. */
export function readSourceJson(files: Record<string, Uint8Array>, file: string): unknown {
  try {
    return parseJsonStrictly(files[file] ?? '');
  } catch (error) {
    const { message, hint, place } = error as GatehouseError;
    throw new GatehouseError('plugin.config', `${file} cannot be used: it is not JSON: ${message}`, {
      hint,
      place: { ...place, file },
    });
  }
}
