import { expect, test } from 'vitest';
import { findServiceFaults } from '../src/find-service-faults.ts';

const data = {
  tiers: { low: {}, high: { implied_by: [['personal_data'], ['regulated', 'personal_data']] } },
  profiles: { finance: {} },
};
const keysOf = (services: unknown) => findServiceFaults({ ...data, services }).map(({ key }) => key);

test('no catalogue, an empty one and a whole one have no faults', () => {
  const whole = {
    'credit-scorer': {
      team: 'credit',
      least_tier: 'high',
      profiles: ['finance'],
      traits: ['personal_data'],
      quorum: { security: 1 },
      dependents: ['loan-desk'],
    },
    'credit-*': {},
    '*': { least_tier: 'low' },
  };
  expect(findServiceFaults(data)).toEqual([]);
  expect(keysOf({})).toEqual([]);
  expect(keysOf(whole)).toEqual([]);
});

test.each<[string, unknown]>([
  ['least_teir', 'high'],
  ['constructor', 'high'],
  ['team', ''],
  ['team', 5],
  ['least_tier', 'highest'],
  ['least_tier', 'toString'],
  ['least_tier', null],
  ['profiles', 'finance'],
  ['profiles', ['fin']],
  ['traits', { personal_data: true }],
  ['traits', ['personal-data']],
  ['quorum', { security: 0 }],
  ['quorum', { security: '1' }],
  ['quorum', ['security']],
  ['dependents', [1]],
])('%s: %j asks nothing, and is a fault', (field, value) => {
  expect(keysOf({ 'credit-scorer': { [field]: value } })).toEqual([`services.credit-scorer.${field}`]);
});

test.each([['Credit'], ['credit scorer'], ['*credit'], ['cr*dit'], ['']])('%j names no release', (name) => {
  expect(keysOf({ [name]: {} })).toEqual([`services.${name}`]);
});

test('a catalogue, or an entry, that is no mapping is a fault', () => {
  expect(keysOf(['credit-scorer'])).toEqual(['services']);
  expect(keysOf({ 'credit-scorer': 'high' })).toEqual(['services.credit-scorer']);
});
