import { digitsOf, isDate, isMod11And10, isMod11Minus2, weigh } from './checksums.ts';

/** Spanish DNI and NIE: the letter is the number modulo 23. Source: Real Decreto 1553/2005 and 557/2011. */
export function isSpanishId(text: string): boolean {
  const plain = text.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
  const number = Number(plain.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))));
  return plain.at(-1) === 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23];
}

/** French NIR: the key is 97 minus the number modulo 97; Corsica is 19 and 18. Source: décret 82-103. */
export function isFrenchNir(text: string): boolean {
  const plain = text.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
  const number = plain.slice(0, -2).replace('2A', '19').replace('2B', '18');
  return /^\d{13}$/.test(number) && 97 - Number(BigInt(number) % 97n) === Number(plain.slice(-2));
}

// Values of 0 to 9, or A to Z, in odd places.
const oddPlaces = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/**
 * Italian codice fiscale; where two people would have the same, letters (L for 0 to V for 9) stand in for digits, but
 * not for all of them here: that would be words too. Source: decreto ministeriale 23 dicembre 1976.
 */
export function isCodiceFiscale(text: string): boolean {
  const plain = text.replaceAll(/[ -]/g, '').toUpperCase();
  if (plain.replaceAll(/\D/g, '').length < 3) return false;
  const values = [...plain].map((one) => (/\d/.test(one) ? Number(one) : one.charCodeAt(0) - 65));
  const check = values.pop();
  const sum = values.reduce(
    (total, value, at) => total + (at % 2 === 0 ? (oddPlaces[value] as number) : value),
    0,
  );
  return sum % 26 === check;
}

/** German tax id: one digit of the first ten comes twice or three times. Source: § 139b AO; ISO 7064 MOD 11,10. */
export function isGermanTaxId(text: string): boolean {
  const digits = digitsOf(text);
  if (!isMod11And10(digits)) return false;
  const times = Array.from(
    { length: 10 },
    (_, digit) => digits.slice(0, 10).filter((one) => one === digit).length,
  );
  const repeated = times.filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] as number) < 4;
}

/** Dutch BSN: the eleven test. Source: Besluit burgerservicenummer. */
export function isDutchBsn(text: string): boolean {
  const digits = digitsOf(text);
  return digits.some((digit) => digit > 0) && weigh(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** Polish PESEL: a date of birth, whose month tells the century, and a check digit. Source: ustawa z 24 IX 2010. */
export function isPesel(text: string): boolean {
  const digits = digitsOf(text);
  if (weigh(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 !== 0) return false;
  const [year, month, day] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2).join(''))) as [
    number,
    number,
    number,
  ];
  const century = [1900, 2000, 2100, 2200, 1800][Math.floor(month / 20)] as number;
  return isDate(century + year, month % 20, day);
}

/** Brazilian CPF: two check digits; eleven equal digits are none. Source: Receita Federal. */
export function isCpf(text: string): boolean {
  const digits = digitsOf(text);
  const checks = [9, 10].every((length) => {
    const weights = Array.from({ length }, (_, index) => length + 1 - index);
    return ((weigh(digits, weights) * 10) % 11) % 10 === digits[length];
  });
  return checks && new Set(digits).size > 1;
}

/** Chinese resident identity number: a date of birth and ISO 7064 MOD 11-2. Source: GB 11643-1999. */
export function isChineseId(text: string): boolean {
  const plain = text.replaceAll(/[ -]/g, '').toUpperCase();
  const date = [plain.slice(6, 10), plain.slice(10, 12), plain.slice(12, 14)].map(Number);
  return isDate(...(date as [number, number, number])) && isMod11Minus2(plain);
}

/** US social security number: it has no check digit; some numbers are never given. Source: SSA POMS RM 10201. */
export function isSsn(text: string): boolean {
  const digits = digitsOf(text).join('');
  return !/^(000|666|9)/.test(digits) && !/^\d{3}00/.test(digits) && !digits.endsWith('0000');
}

/**
 * US individual taxpayer identification number: 9, and 50 to 65, 70 to 88, 90 to 92 or 94 to 99 in its fourth and fifth
 * place. Source: IRS, Internal Revenue Manual 3.21.263.
 */
export function isItin(text: string): boolean {
  return /^9\d\d(5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])/.test(digitsOf(text).join(''));
}
