import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSignoffMessage, parseSignoffMessage, type Signoff } from '../src/index.ts';

// Any UTF-16, broken pairs too; `unit: 'binary'` would take long to set up.
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

const signoff: Signoff = {
  release: 'credit-scorer/1.1.0',
  role: 'product',
  decision: 'approve',
  project: 'acme',
  target: 'main',
  digest: `sha256:${'0'.repeat(64)}`,
  root: 3,
};
const message = formatSignoffMessage(signoff);
const glass = { decision: 'break-glass', until: '2026-12-01', reason: 'Outage' } as const;

const digits = (alphabet: string, size: { minLength: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...alphabet), ...size });
const id = digits('abc0', { minLength: 1, maxLength: 8 });
const visible = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => /^[\p{L}\p{N}][\p{L}\p{N} ]*[\p{L}\p{N}]$/u.test(text));
const anySignoff: fc.Arbitrary<Signoff> = fc
  .record({
    release: fc.tuple(id, id).map((parts) => parts.join('/')),
    role: id,
    decision: fc.constantFrom(...(['approve', 'withdraw', 'break-glass', 'ratify'] as const)),
    project: id,
    target: id.map((name) => `feature/${name}`),
    digest: digits('0123456789abcdef', { minLength: 64, maxLength: 64 }).map((hex) => `sha256:${hex}`),
    root: fc.integer({ min: 1, max: 1e9 }),
    until: fc
      .tuple(fc.boolean(), fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }))
      .map(([wanted, date]) => ({ wanted, date: date.toISOString().slice(0, 10) })),
    reason: fc.tuple(fc.boolean(), visible).map(([wanted, text]) => ({ wanted, text })),
    denies: fc.boolean(),
  })
  .map(({ until, reason, denies, ...rest }) => {
    const isGlass = rest.decision === 'break-glass';
    const hasUntil = isGlass || (rest.decision === 'approve' && until.wanted);
    return {
      ...rest,
      ...(hasUntil ? { until: until.date } : {}),
      ...(isGlass || reason.wanted ? { reason: reason.text } : {}),
      ...(denies && rest.decision !== 'withdraw' ? { denies: 'authorship' as const } : {}),
    };
  });

describe('what is written is read back', () => {
  test('as this message', () => {
    expect(formatSignoffMessage({ ...signoff, reason: 'Looks right', denies: 'authorship' })).toBe(
      [
        'Approve credit-scorer/1.1.0 as product',
        '',
        'Gatehouse-Release: credit-scorer/1.1.0',
        'Gatehouse-Role: product',
        'Gatehouse-Decision: approve',
        'Gatehouse-Project: acme',
        'Gatehouse-Target: main',
        `Gatehouse-Digest: ${signoff.digest}`,
        'Gatehouse-Root: 3',
        'Gatehouse-Reason: Looks right',
        'Gatehouse-Denies: authorship',
        '',
      ].join('\n'),
    );
  });

  test.each<[Partial<Signoff>, subject: string]>([
    [{ decision: 'approve', until: '2027-02-28' }, 'Approve credit-scorer/1.1.0 as product'],
    [{ decision: 'withdraw', reason: 'Drift' }, 'Withdraw from credit-scorer/1.1.0 as product'],
    [
      { decision: 'break-glass', until: '2026-12-01', reason: 'Outage' },
      'Break the glass for credit-scorer/1.1.0 as product',
    ],
    [{ decision: 'ratify' }, 'Ratify credit-scorer/1.1.0 as product'],
    [{ release: 'governance/2' }, 'Approve governance/2 as product'],
    [{ denies: 'authorship' }, 'Approve credit-scorer/1.1.0 as product'],
    [{ release: 'governance/2', denies: 'authorship' }, 'Approve governance/2 as product'],
    [{ decision: 'ratify', denies: 'authorship' }, 'Ratify credit-scorer/1.1.0 as product'],
    [{ ...glass, denies: 'authorship' }, 'Break the glass for credit-scorer/1.1.0 as product'],
  ])('%j', (change, subject) => {
    const text = formatSignoffMessage({ ...signoff, ...change });
    expect(text.split('\n')[0]).toBe(subject);
    expect(parseSignoffMessage(text)).toEqual({ ...signoff, ...change });
  });

  test('whatever it says', () => {
    fc.assert(
      fc.property(anySignoff, (any) => {
        expect(parseSignoffMessage(formatSignoffMessage(any))).toEqual(any);
      }),
    );
  });

  test('also with text between subject and trailers', () => {
    const [subject, block] = message.split('\n\n');
    const text = `${subject}\n\nI looked at the drift.\nIt is small.\n\nSecond paragraph.\n\n${block}`;
    expect(parseSignoffMessage(text)).toEqual(signoff);
  });

  test.each<[string, Partial<Signoff>]>([
    ['a reason of two lines', { reason: 'one\ntwo' }],
    ['a reason that brings its own trailer', { reason: 'x\nGatehouse-Role: security' }],
    ['an empty reason', { reason: '' }],
    ['a reason that reads backwards', { reason: 'a \u202e b' }],
    ['a reason of 1001 characters', { reason: 'x'.repeat(1001) }],
    ['a role that is none', { role: 'Product' }],
    ['a release that is a path', { release: '../x/1' }],
    ['root 0', { root: 0 }],
    ['a fractional root', { root: 1.5 }],
    ['a digest of another kind', { digest: `sha1:${'0'.repeat(40)}` }],
    ['a decision that is none', { decision: 'bless' as 'approve' }],
    ['breaking the glass without an end', { decision: 'break-glass', reason: 'Outage' }],
    ['breaking the glass without a reason', { decision: 'break-glass', until: '2026-12-01' }],
    ['breaking the glass of governance', { ...glass, release: 'governance/2' }],
    ['ratifying governance', { decision: 'ratify', release: 'governance/2' }],
    ['a withdrawal with an end', { decision: 'withdraw', until: '2026-12-01' }],
    ['a ratification with an end', { decision: 'ratify', until: '2026-12-01' }],
    ['a withdrawal that denies authorship', { decision: 'withdraw', denies: 'authorship' }],
    ['a denial of something else', { denies: 'everything' as 'authorship' }],
    ['a day that is none', { until: '2026-02-29' }],
    ['a moment', { until: '2026-12-01T00:00:00Z' }],
  ])('%s is not written', (_name, change) => {
    expect(() => formatSignoffMessage({ ...signoff, ...change })).toThrow(
      expect.objectContaining({ code: 'usage.value' }),
    );
  });
});

describe('one form only', () => {
  const line = (key: string) =>
    message.split('\n').find((one) => one.startsWith(`Gatehouse-${key}: `)) as string;
  const untilAdded = (date: string) => `${message}Gatehouse-Until: ${date}\n`;
  const glassMessage = formatSignoffMessage({ ...signoff, ...glass });
  const without = (key: string) => message.replace(`${line(key)}\n`, '');

  test.each<readonly [name: string, text: string, reason: string]>([
    ['no subject', message.slice(message.indexOf('Gatehouse-')), 'layout'],
    ['a subject of two lines', `More\n${message}`, 'layout'],
    ['no blank line', message.replace('\n\n', '\n'), 'layout'],
    ['two blank lines', message.replace('\n\n', '\n\n\n'), 'layout'],
    ['a blank line first', `\n${message}`, 'layout'],
    ['no last line feed', message.slice(0, -1), 'layout'],
    ['two last line feeds', `${message}\n`, 'layout'],
    ['text after the block', `${message}\nmore\n`, 'trailer-outside-block'],
    ['a line after the block', `${message}more\n`, 'trailer-order'],
    ['another trailer after the block', `${message}Signed-off-by: Ada <ada@example.org>\n`, 'trailer-order'],
    ['another trailer before the block', message.replace('\n\n', '\n\nReviewed-by: A\n'), 'trailer-order'],
    [
      'a second block',
      `${message}\n${message.slice(message.indexOf('Gatehouse-'))}`,
      'trailer-outside-block',
    ],
    ['a trailer in the subject', `Gatehouse-Role: x\n\n${message}`, 'trailer-outside-block'],
    [
      'an indented trailer',
      message.replace('\n\n', '\n\n  gatehouse-role: security\n\n'),
      'trailer-outside-block',
    ],
    [
      'a trailer behind a wide space',
      message.replace('\n\n', '\n\n\u2003Gatehouse-Role: x\n\n'),
      'trailer-outside-block',
    ],
    ['a trailer twice', message.replace(line('Role'), `${line('Role')}\n${line('Role')}`), 'trailer-order'],
    ['an unknown trailer', `${message}Gatehouse-Scope: all\n`, 'trailer-order'],
    ['other letters', message.replace('Gatehouse-Role', 'gatehouse-role'), 'trailer-order'],
    ['no space after the colon', message.replace('Role: ', 'Role:'), 'trailer-order'],
    ['two spaces after the colon', message.replace('Role: ', 'Role:  '), 'trailer-value'],
    ['a space at the end', message.replace('product\nGate', 'product \nGate'), 'trailer-value'],
    ['a folded value', message.replace('acme', 'acme\n more'), 'trailer-order'],
    ['a padded root', message.replace('Root: 3', 'Root: 03'), 'trailer-value'],
    ['a short digest', message.replace('00\n', '0\n'), 'trailer-value'],
    ['an empty value', message.replace('Role: product', 'Role: '), 'trailer-value'],
    ['a decision that is none', message.replace('approve', 'bless'), 'unknown-decision'],
    ['a decision that Object has', message.replace('approve', 'constructor'), 'unknown-decision'],
    [
      'an end of a withdrawal',
      untilAdded('2026-12-01').replace('Decision: approve', 'Decision: withdraw'),
      'until',
    ],
    ['an end that is no day', untilAdded('2026-06-31'), 'until'],
    ['an end in another order', untilAdded('01-12-2026'), 'until'],
    ['an end in other digits', untilAdded('２０２６-01-01'), 'trailer-value'],
    [
      'a reason before the end',
      `${message}Gatehouse-Reason: x\nGatehouse-Until: 2026-12-01\n`,
      'trailer-order',
    ],
    [
      'a withdrawal that denies authorship',
      `${message.replace('approve', 'withdraw')}Gatehouse-Denies: authorship\n`,
      'denial',
    ],
    ['a denial of something else', `${message}Gatehouse-Denies: authorship of 1.0.0\n`, 'trailer-value'],
    ['a denial in other letters', `${message}Gatehouse-Denies: Authorship\n`, 'trailer-value'],
    [
      'a denial twice',
      `${message}Gatehouse-Denies: authorship\nGatehouse-Denies: authorship\n`,
      'trailer-order',
    ],
    [
      'a denial before the reason',
      `${message}Gatehouse-Denies: authorship\nGatehouse-Reason: x\n`,
      'trailer-order',
    ],
    ['glass without an end', message.replace('approve', 'break-glass'), 'until'],
    ['glass without a reason', untilAdded('2026-12-01').replace('approve', 'break-glass'), 'no-reason'],
    [
      'glass of governance',
      glassMessage.replace('credit-scorer/1.1.0\nGate', 'governance/2\nGate'),
      'unknown-decision',
    ],
    ['a bidirectional character', message.replace('Approve', 'App\u202erove'), 'unprintable'],
    ['an escape sequence', message.replace('Approve', '\x1b[2JApprove'), 'unprintable'],
    ['a zero width space', message.replace('acme', 'ac\u200bme'), 'unprintable'],
    ['a tab', message.replace('Role: ', 'Role:\t'), 'unprintable'],
    ['carriage returns', message.replaceAll('\n', '\r\n'), 'unprintable'],
    ['a line separator', message.replace('Approve', 'A\u2028B'), 'unprintable'],
    ['a long line', message.replace('\n\n', `\n\n${'x'.repeat(1101)}\n\n`), 'too-long'],
    ['a long text', message.replace('\n\n', `\n\n${'x\n'.repeat(9000)}y\n\n`), 'too-long'],
    ...['Release', 'Role', 'Decision', 'Project', 'Target', 'Digest', 'Root'].map(
      (key) => [`no ${key}`, without(key), 'trailer-order'] as const,
    ),
  ])('%s: refused', (_name, text, reason) => {
    expect(text).not.toBe(message);
    expect(parseSignoffMessage(text)).toEqual({ refused: reason });
  });

  test('a message that names no trailer is no sign-off, and not refused', () => {
    for (const text of ['', 'Fix the gatehouse-cli\n', 'About Gatehouse-Role: x\n', 'Gatehouse: x\n']) {
      expect(parseSignoffMessage(text)).toBeNull();
    }
  });

  test.each(['\n', ' ', '\u2028', '\u00a0', '\t\n'])('a mebibyte of %j takes no time', (blank) => {
    const text = `x\n${blank.repeat(2 ** 20 / blank.length)}\n`;
    const before = performance.now();
    expect(parseSignoffMessage(text)).toBeNull();
    expect(parseSignoffMessage(`${text}Gatehouse-Role: x\n`)).toEqual({ refused: 'too-long' });
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('arbitrary text is never a sign-off', () => {
    const isNone = (text: string) => {
      const parsed = parseSignoffMessage(text);
      return parsed === null || 'refused' in parsed;
    };
    fc.assert(fc.property(anyText, isNone));
    const pieces = fc.constantFrom(...message.split(/(?<=\n)/), 'text\n', ' ', '\n\n');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        const parsed = parseSignoffMessage(text);
        // Whoever shuffles the lines of a sign-off gets that same sign-off or none.
        return (
          parsed === null || 'refused' in parsed || text.endsWith(message.slice(message.indexOf('\n\n')))
        );
      }),
    );
  });

  test('changing one character never gives an approval of something else by accident', () => {
    for (let at = 0; at < message.length; at += 1) {
      for (const letter of ['\n', ' ', ':', 'é', '\u200b']) {
        const parsed = parseSignoffMessage(message.slice(0, at) + letter + message.slice(at + 1));
        if (parsed === null || 'refused' in parsed) continue;
        expect({ ...parsed, project: '', target: '' }).toEqual({ ...signoff, project: '', target: '' });
      }
    }
  });
});
