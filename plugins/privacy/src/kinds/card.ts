import { digitsOf, isLuhn } from './checksums.ts';

// Source: ISO/IEC 7812 issuer numbers and lengths, as the networks publish them: Visa, Mastercard, American Express,
// Diners Club, Discover, JCB, UnionPay. Fifteen digits that begin with 35 are rather the IMEI of a telephone.
const issuers = new RegExp(
  `^(?:${[
    '4\\d{15}(?:\\d{3})?',
    '(?:5[1-5]\\d\\d|222[1-9]|22[3-9]\\d|2[3-6]\\d\\d|27[01]\\d|2720)\\d{12}',
    '3[47]\\d{13}',
    '3(?:[689]\\d|0[0-5])\\d{11}(?:\\d\\d(?:\\d{3})?)?',
    '(?:6011|64[4-9]\\d|65\\d\\d|35(?:2[89]|[3-8]\\d)|62\\d\\d)\\d{12}(?:\\d{3})?',
  ].join('|')})$`,
);

/** A payment card number: an issuer's, with its length and the check digit of Luhn. */
export function isCard(text: string): boolean {
  const digits = digitsOf(text);
  return issuers.test(digits.join('')) && isLuhn(digits);
}
