/** The shape of a text: letters become `a` or `A`, digits `0`; nothing of it can be read. */
export function mask(text: string): string {
  const shape = text
    .replaceAll(/\p{Nd}/gu, '0')
    .replaceAll(/\p{Lu}/gu, 'A')
    .replaceAll(/[\p{L}\p{M}\p{N}]/gu, (one) => (one === '0' || one === 'A' ? one : 'a'));
  return shape.length > 40 ? `${shape.slice(0, 40)}…` : shape;
}
