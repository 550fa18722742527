import { GatehouseError } from '@gatehouse/contracts';
import type { Node } from 'ts-morph';

/** Throws GatehouseError `plugin.config` with the place of a node of a plugin's source. */
export function failAt(node: Node, message: string, hint?: string): never {
  throw new GatehouseError('plugin.config', message, { hint, place: placeOf(node) });
}

/** Where a node begins: file as the project names it (without a leading '/'), line and column from 1. */
export function placeOf(node: Node): { file: string; line: number; column: number } {
  const source = node.getSourceFile();
  const { line, column } = source.getLineAndColumnAtPos(node.getStart());
  return { file: source.getFilePath().replace(/^\//, ''), line, column };
}
