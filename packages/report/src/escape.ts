/**
 * Text from outside for a terminal: control characters (colours, cursor moves, line ends), bidirectional overrides
 * and other invisible characters become visible escapes, so that nothing can be hidden or forged.
 */
export function escapeTerminal(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0) as number;
    return code === 0x0a ? ' ' : `\\u{${code.toString(16)}}`;
  });
}
