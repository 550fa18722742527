import { describe, expect, test } from 'vitest';
import { isCalendarDate, isOver, lastDayBefore } from '../src/calendar-date.ts';

test.each(['2026-11-23', '2024-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(isCalendarDate(text)).toBe(true);
});

test.each([
  ...['', '2026-02-29', '2026-06-31', '2026-13-01', '2026-00-10', '2026-1-1', ' 2026-01-01', '2026-01-01\n'],
  ...['2026-01-01T00:00:00Z', '20260101', '+002026-01-01', '２０２６-01-01', 'constructor'],
])('%j is none', (text) => {
  expect(isCalendarDate(text)).toBe(false);
});

describe('what has a last day', () => {
  test('holds on it, and is over the day after', () => {
    const days = ['2026-11-22', '2026-11-23', '2026-11-24'];
    expect(days.map((today) => isOver('2026-11-23', today))).toEqual([false, false, true]);
    expect(isOver(null, '9999-12-31')).toBe(false);
  });

  test.each([
    ['2026-11-23', ''],
    ['', '2026-11-23'],
    [null, '2026-11-31'],
    ['2026-11-23T10:00:00Z', '2026-11-23'],
  ])('%j on %j: an error, no answer', (until, today) => {
    expect(() => isOver(until, today)).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  test('what ends at a moment has its last whole day before', () => {
    const last = (moment: string) => lastDayBefore(new Date(moment));
    expect(last('2030-06-16T00:00:00Z')).toBe('2030-06-15');
    expect(last('2030-06-15T23:59:59Z')).toBe('2030-06-14');
    expect(last('2030-01-01T12:00:00Z')).toBe('2029-12-31');
  });
});
