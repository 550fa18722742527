/**
 * Text from outside for a terminal or the log of a CI job: control characters (colours, cursor moves, line ends),
 * bidirectional overrides and other invisible characters become visible escapes, so that nothing can be hidden or forged;
 * so does what a runner of CI would obey: `##[command]` and `##vso[command]` wherever they stand in a line, `::command::`
 * at its start.
 */
export function escapeTerminal(text: string): string {
  return text
    .replace(unseen, (character) => {
      const code = character.codePointAt(0) as number;
      return code === 0x0a ? ' ' : `\\u{${code.toString(16)}}`;
    })
    .replace(command, '#\\u{23}')
    .replace(/^(\s*):(?=:)/, '$1\\u{3a}');
}

/** A value as JSON of which a terminal, a log or a reader sees no unseen character; it is read as the same value. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(unseen, (character) => (character === '\n' ? character : escapeUnits(character)))
    .replace(command, '#\\u0023');
}

// With what is no character at all, such as U+FFFE, which XML does not take either.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;
const command = /##(?=\w*\[)/g;

// JSON knows UTF-16 units alone: two for a character beyond U+FFFF.
function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
