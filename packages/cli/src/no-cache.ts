import { type Command, Option } from 'commander';
import type { Host } from './host.ts';

/** For commands that judge. */
export const noCache = () =>
  new Option('--no-cache', 'use nothing that earlier runs compiled or judged, and leave nothing');

/** Takes the cache from the host of whatever command is called with `--no-cache`. */
export function obeyNoCache(program: Command, host: Host): void {
  program.hook('preAction', (_program, command) => {
    if (command.opts().cache === false) host.cacheFolder = () => null;
  });
}
