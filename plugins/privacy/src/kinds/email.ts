const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/**
 * An e-mail address, what stands before it left aside. Source: RFC 5321, section 4.5.3.1, and RFC 1035 for the labels
 * of the domain; RFC 6531 and 5890 for letters of all languages. `logo@2x.png` is a picture, `lib@1.2.3-rc.one` a version.
 */
export function isEmail(text: string): boolean {
  const [before, domain] = text.split('@') as [string, string];
  const local = before.replace(/^[._%+'-]+/, '');
  if (/^\d(?:\.\d)?x\.|^\d+\.\d+\.\d/.test(domain)) return false;
  return (
    text.length <= 254 &&
    local.length > 0 &&
    local.length <= 64 &&
    !/\.\.|\.$/.test(local) &&
    domain.split('.').every((one) => label.test(one))
  );
}

const pronoun = /^(?:me|us|you|him|her|it|them|mich|uns|dich|euch|moi|nous|vous|mi|nosotros)@/i;

/** An address that is spelled so that programs do not find it: `ann (at) example dot org`. */
export function isDisguisedEmail(text: string): boolean {
  const plain = text
    .replaceAll(/ ?[([{<] ?(?:dot|punkt|punto|point) ?[)\]}>] ?| (?:dot|punkt|punto|point) /gi, '.')
    .replace(/ ?[([{<] ?(?:at|ät|arroba|arobase|@) ?[)\]}>] ?| (?:at|ät|arroba|arobase|@) | ?@ ?/i, '@')
    .replaceAll(' ', '');
  // `contact us at example.com` is none.
  return plain.includes('@') && !pronoun.test(plain) && isEmail(plain);
}
