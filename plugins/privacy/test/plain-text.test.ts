import { expect, test } from 'vitest';
import { plainText } from '../src/plain-text.ts';

test('digits of every script are 0 to 9', () => {
  const digits = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code)).filter((one) =>
    /\p{Nd}/u.test(one),
  );
  expect(digits.length).toBeGreaterThan(600);
  expect(digits.map(plainText).join('')).toBe('0123456789'.repeat(digits.length / 10));
});

test.each([
  ['a\u00a0b\u2009c\u3000d\te', 'a b c d e'],
  ['1\u20102\u20113\u20134\u20145\u22126\uff0d7', '1-2-3-4-5-6-7'],
  ['4\u00ad1\u200b1\u200f1\ufeff\u2060', '4111'],
  ['4\ufe0f\u20e31\ufe0f\u20e3', '41'],
  ['①②', '12'],
  ['Straße, jörg, Ｍｕ̈ｌｌｅｒ', 'Straße, jorg, Muller'],
  ['anna%40example%2Eorg', 'anna@example.org'],
  ['anna%2540example.org', 'anna@example.org'],
  ['m%C3%BCller', 'muller'],
  ['a&#64;b&#x40;c&commat;d&amp;#64;e&#064;f', 'a@b@c@d@e@f'],
  ['\\u0040 \\x40 \\xC3\\xBC', '@ @ u'],
  ['50 % off, R&D, &unknown; &#9999999; C:\\users', '50 % off, R&D, &unknown; &#9999999; C:\\users'],
  ['a。b｡c', 'a.b.c'],
])('%j is %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});
