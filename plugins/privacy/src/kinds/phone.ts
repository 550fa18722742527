import { digitsOf } from './checksums.ts';

// Source: ITU-T, list of assigned country codes of E.164.
const callingCodes =
  /^(1|7|2(0|7|1[1-368]|[2346]\d|5[0-8]|9[01789])|3([0-469]|5\d|7\d|8[0-35-79])|4([013-9]|2[013])|5([1-8]|0\d|9\d)|6([0-6]|7[02-9]|8\d|9[0-2])|8([1246]|0[08]|5[02356]|7[08]|8[0-38])|9([0-58]|6[0-8]|7[0-79]|9[2-68]))/;

// Source: ITU-T E.164, national numbering plans: digits behind the country code, where a plan has few lengths.
const lengths: Record<string, [least: number, most: number]> = {
  1: [10, 10],
  7: [10, 10],
  20: [8, 10],
  27: [9, 9],
  30: [10, 10],
  31: [7, 11],
  32: [8, 9],
  33: [9, 9],
  34: [9, 9],
  40: [9, 9],
  41: [9, 9],
  44: [7, 10],
  45: [8, 8],
  48: [9, 9],
  52: [10, 11],
  55: [8, 11],
  60: [7, 10],
  61: [6, 10],
  81: [9, 10],
  86: [9, 12],
  90: [7, 10],
  91: [10, 11],
  351: [9, 9],
  500: [5, 5],
};

/** With a country code behind `+` or `00`. What follows after a space may belong to something else, such as a date. */
export function isInternational(text: string): boolean {
  const plain = text.replace(/^00/, '+').replace(/\( ?0 ?\)/, '');
  const ends = [...plain.matchAll(/[^\d+]+/g)].map(({ index }) => index).reverse();
  return [plain.length, ...ends].some((end) => isNumber(digitsOf(plain.slice(0, end)).join('')));
}

function isNumber(digits: string): boolean {
  const code = callingCodes.exec(digits)?.[0];
  if (code === undefined || digits.length < 8 || digits.length > 15) return false;
  const [least, most] = lengths[code] ?? [4, 14];
  const length = digits.length - code.length;
  return length >= least && length <= (digits[code.length] === '0' ? most + 1 : most);
}

/** Of a form that is written for nothing else. */
export function isPhoneOfForm(): boolean {
  return true;
}

/** Seven to fifteen digits that are no date: without a country code only a word tells that they are a telephone's. */
export function isSubscriber(text: string): boolean {
  const digits = digitsOf(text);
  const date = /^(?:(?:19|20)\d\d[ ./-][01]\d[ ./-][0-3]\d|[0-3]?\d[ ./-][01]?\d[ ./-](?:19|20)\d\d)/;
  return digits.length >= 7 && digits.length <= 15 && !date.test(text) && new Set(digits).size > 1;
}
