const encoded = /%[0-9A-Fa-f]{2}|\\[ux][0-9A-Fa-f]{2}|&[#a-z]/;
const named: Record<string, string> = { amp: '&', commat: '@', period: '.', plus: '+', nbsp: ' ' };

/**
 * A text as a keyboard of English would write it: entities of HTML, escapes of URLs, of JSON and of bytes resolved,
 * digits of every script as 0 to 9, letters without accents, every space and dash as the plain one, and nothing that
 * cannot be seen. Word processors, forms and web pages put all of these into addresses and numbers.
 *
 * Source: Unicode Standard, NFKD (UAX #15) for full-width and other compatibility forms, categories Pd, Zs, Cf and M.
 */
export function plainText(text: string): string {
  const decoded = encoded.test(text) ? decode(decode(text)) : text;
  if (/^[\x00-\x7f]*$/.test(decoded)) return decoded.replaceAll('\t', ' ');
  return decoded
    .normalize('NFKD')
    .replaceAll(/[\p{Cf}\p{M}]/gu, '')
    .replaceAll(/[\p{Zs}\t]/gu, ' ')
    .replaceAll(/[\p{Pd}\u2212\u2043]/gu, '-')
    .replaceAll(/[\u3002\uff61]/gu, '.')
    .replaceAll(/\p{Nd}/gu, digitOf);
}

/** One level of encoding; a bad escape stays, or becomes U+FFFD. */
function decode(text: string): string {
  return text
    .replaceAll(/(?:%[0-9A-Fa-f]{2})+|(?:\\x[0-9A-Fa-f]{2})+/g, (run) =>
      Buffer.from(run.replaceAll(/%|\\x/g, ''), 'hex').toString(),
    )
    .replaceAll(/\\u([0-9A-Fa-f]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/&#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));?/g, (all, decimal, hex) => {
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0x10ffff ? all : String.fromCodePoint(code);
    })
    .replaceAll(/&([a-z]{2,8});/g, (all, name) =>
      Object.hasOwn(named, name) ? (named[name] as string) : all,
    );
}

// Source: Unicode Standard, section 4.6: the decimal digits of a script stand in a row, from zero to nine.
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) as number;
  if (code < 0x80) return digit;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
  return String(before % 10);
}
