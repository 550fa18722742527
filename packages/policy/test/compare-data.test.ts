import { expect, test } from 'vitest';
import { compareData } from '../src/index.ts';

type Fields = Record<string, unknown>;

const auc = { metric: 'auc', min: 0.7 };
const data = {
  tiers: { high: { at_most: { evidence_days: 60 }, rank: 3 } },
  thresholds: { tiers: { high: [auc, { metric: 'psi', max: 0.2 }] } },
  practices: ['a', 'b', 'b'],
};

test.each<[string, Fields, Fields, [string, string | null, string | null][]]>([
  ['nothing', data, structuredClone(data), []],
  ['a number', { n: { m: 1 } }, { n: { m: 2 } }, [['n.m', '1', '2']]],
  ['a number that becomes a text', { n: 1 }, { n: '1' }, [['n', '1', '"1"']]],
  [
    'a key that goes, and one that comes',
    { a: 1 },
    { b: [2] },
    [
      ['a', '1', null],
      ['b', null, '[2]'],
    ],
  ],
  ['a key that becomes null', { a: 1 }, { a: null }, [['a', '1', 'null']]],
  ['a key like one of all objects', {}, { constructor: 1 }, [['constructor', null, '1']]],
  ['an entry of a list', { l: [auc] }, { l: [{ ...auc, min: 0.6 }] }, [['l[metric: auc].min', '0.7', '0.6']]],
  [
    'an entry of a list, in several fields',
    { l: [{ ...auc, where: { model: 'm' }, tasks: ['a'] }, auc] },
    { l: [auc, { metric: 'auc', where: { model: 'm' }, tasks: ['a', 'b'], max: 1 }] },
    [
      ['l[metric: auc, where: {"model":"m"}].max', null, '1'],
      ['l[metric: auc, where: {"model":"m"}].min', '0.7', null],
      ['l[metric: auc, where: {"model":"m"}].tasks', null, '"b"'],
    ],
  ],
  [
    'an entry that two others could have been',
    { l: [auc] },
    {
      l: [
        { ...auc, min: 0.6 },
        { ...auc, min: 0.5 },
      ],
    },
    [
      ['l', '{"metric":"auc","min":0.7}', null],
      ['l', null, '{"metric":"auc","min":0.6}'],
      ['l', null, '{"metric":"auc","min":0.5}'],
    ],
  ],
  [
    'an entry of another name',
    { l: [auc] },
    { l: [{ metric: 'f1', min: 0.7 }] },
    [
      ['l', '{"metric":"auc","min":0.7}', null],
      ['l', null, '{"metric":"f1","min":0.7}'],
    ],
  ],
  ['the order of a list', { l: [1, 2] }, { l: [2, 1] }, []],
  ['one of two equal entries', data, { ...data, practices: ['b', 'a'] }, [['practices', '"b"', null]]],
  [
    'several entries',
    { l: [1, 2] },
    { l: [3, 2, 4] },
    [
      ['l', '1', null],
      ['l', null, '3'],
      ['l', null, '4'],
    ],
  ],
  ['a list that becomes something else', { l: [1] }, { l: { 0: 1 } }, [['l', '[1]', '{"0":1}']]],
  ['a long text', { a: 'x'.repeat(200) }, {}, [['a', `"${'x'.repeat(159)}…`, null]]],
])('%s', (_, old, next, changes) => {
  const found = compareData(old, next).map((change) => [change.at, change.old, change.new]);
  expect(found).toEqual(changes);
});

test('what data must not have is refused where it comes, and not where it was', () => {
  const clean = { checklists: { security: {} }, profiles: { loans: { modules: { lending: {} } } } };
  const clashing = { ...clean, profiles: { loans: { modules: { security: {} } } } };
  const refused = expect.objectContaining({
    code: 'policy.invalid',
    message: 'the profile loans has a checklist module security, and so has data/checklists.yaml',
    place: { file: 'profiles/loans/loans.yaml' },
  });
  expect(() => compareData(clean, clashing)).toThrow(refused);
  expect(compareData(clashing, { ...clashing, more: 1 })).toEqual([{ at: 'more', old: null, new: '1' }]);
  expect(compareData(clashing, clean)).toHaveLength(2);
  const both = {
    ...clashing,
    checklists: { security: {}, cards: {} },
    profiles: { ...clashing.profiles, cards: { modules: { cards: {} } } },
  };
  expect(() => compareData(clashing, both)).toThrow(expect.objectContaining({ others: [] }));
});
