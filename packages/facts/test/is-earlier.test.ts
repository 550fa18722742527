import { expect, test } from 'vitest';
import { isEarlier } from '../src/is-earlier.ts';

test('versions in their order (semver 2.0.0, section 11)', () => {
  const order = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.2.0',
    '1.10.0',
    '2',
  ];
  for (const [index, one] of order.entries()) {
    for (const [place, other] of order.entries()) {
      expect([one, other, isEarlier(one, other)]).toEqual([one, other, index < place]);
    }
  }
});
