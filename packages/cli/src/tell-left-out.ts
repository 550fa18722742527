import type { GatehouseError } from '@gatehouse/contracts';
import { escapeTerminal } from '@gatehouse/report';
import type { Host } from './host.ts';

/** Tells them beside the output of a command that writes what they keep out of a commit. */
export function tellLeftOut(host: Host, found: readonly GatehouseError[]): void {
  for (const { message, hint } of found) {
    host.stderr.write(`${escapeTerminal(`! ${message}`)}\n  → ${escapeTerminal(hint ?? '')}\n`);
  }
}
