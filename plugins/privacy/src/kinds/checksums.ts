/** The digits of a text, in order. */
export function digitsOf(text: string): number[] {
  const digits: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) digits.push(digit);
  }
  return digits;
}

/** Source: ISO/IEC 7812-1, annex B (Luhn): every second digit from the right counts double, as the sum of its digits. */
export function isLuhn(digits: readonly number[]): boolean {
  const sum = digits.toReversed().reduce((total, digit, index) => {
    const twice = digit * 2;
    return total + (index % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice);
  }, 0);
  return sum % 10 === 0;
}

/** The weighted sum of digits; digits beyond the weights do not count. */
export function weigh(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits[index] as number), 0);
}

/** Source: ISO 7064, MOD 97-10, letters as 10 to 35: the remainder must be 1. */
export function isMod97(text: string): boolean {
  const digits = text.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** Source: ISO 7064, hybrid system MOD 11,10; the last digit checks the others. */
export function isMod11And10(digits: readonly number[]): boolean {
  let product = 10;
  for (let at = 0; at < digits.length - 1; at++)
    product = ((((digits[at] as number) + product) % 10 || 10) * 2) % 11;
  return (product + (digits.at(-1) as number)) % 10 === 1;
}

/** Source: ISO 7064, MOD 11-2, X stands for 10; the last character checks the others. */
export function isMod11Minus2(text: string): boolean {
  const rest = [...text].reduce((sum, one) => (sum * 2 + (one === 'X' ? 10 : Number(one))) % 11, 0);
  return rest === 1;
}

export function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
