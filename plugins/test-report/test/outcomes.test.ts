import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Outcome, words } from '../src/outcome-words.ts';
import { silent } from '../src/read-outcome.ts';
import { measure, measureText, valuesOf } from './reports.ts';

const none = { passed: 0, failed: 0, errored: 0, skipped: 0 };
const outcomesOf = async (...cases: string[]) =>
  valuesOf(await measureText(`<testsuite name="s">${cases.join('')}</testsuite>`));

describe('words of real reports that say that a test did not pass', () => {
  test.each([
    ['j12-ignored-child.xml', { tests: 2, skipped: 2 }],
    ['j13b-words.xml', { tests: 7, skipped: 4, failed: 2, errored: 1 }],
    ['j14-success-false.xml', { tests: 2, failed: 1, skipped: 1 }],
    ['j26-failed-element.xml', { tests: 1, failed: 1 }],
    ['j36-disabled-attr.xml', { tests: 3, passed: 1, skipped: 2 }],
  ])('%s', async (report, counts) => {
    expect(valuesOf(await measure(report))).toMatchObject({ ...none, ...counts });
  });
});

describe('a case has passed only by a word that is known to mean it', () => {
  test.each(Object.entries(words))('%s: each of its words, in any spelling', async (outcome, all) => {
    for (const attribute of ['status', 'result', 'outcome', 'state', 'verdict'])
      expect(
        await outcomesOf(
          ...all.map((word) => `<testcase name="${word}" ${attribute}="${word.toUpperCase()}"/>`),
        ),
      ).toMatchObject({ ...none, [outcome]: all.length });
    // An element in the place of <failure>.
    expect(
      await outcomesOf(...all.map((word) => `<testcase name="${word}"><${word}/></testcase>`)),
    ).toMatchObject({ ...none, [outcome]: all.length });
  });

  test('words of several parts', async () => {
    const said = ['Not Run', 'not-executed', 'timed_out', 'NOT_OK'].map(
      (word) => `<testcase name="${word}" result="${word}"/>`,
    );
    expect(await outcomesOf(...said)).toMatchObject({ ...none, skipped: 2, errored: 1, failed: 1 });
  });

  test.each([
    'status="frobbed"',
    'result="passed with warnings"',
    'outcome="unpassed"',
    'status="200"',
    'verdict="true"',
    'success="maybe"',
    'executed="yesterday"',
  ])('%s is not known, so the case is errored, and the message names it', async (attribute) => {
    const measured = await measureText(
      `<testsuite name="s"><testcase name="1" status="passed"/><testcase name="2" ${attribute}/></testsuite>`,
    );
    expect(valuesOf(measured)).toMatchObject({ tests: 2, ...none, passed: 1, errored: 1 });
    expect(measured.details?.failing).toMatchObject([{ messages: [`${attribute} is not known`] }]);
  });

  test('an element that is not known', async () => {
    const measured = await measureText('<testsuite><testcase name="1"><verdict/></testcase></testsuite>');
    expect(valuesOf(measured)).toMatchObject({ ...none, errored: 1 });
    expect(measured.details?.failing).toMatchObject([{ messages: ['<verdict> is not known'] }]);
  });

  test('elements that say nothing of how it went', async () => {
    const cases = [...silent]
      .filter((name) => !/^(flaky|rerun)/.test(name))
      .map((name) => `<testcase name="${name}"><${name}>text</${name}></testcase>`);
    expect(await outcomesOf(...cases)).toMatchObject({ ...none, passed: cases.length });
  });

  const flags: [attribute: string, outcome: Outcome][] = [
    ['success="True"', 'passed'],
    ['success="0"', 'failed'],
    ['passed="no"', 'failed'],
    ['executed="true"', 'passed'],
    ['executed="False"', 'skipped'],
    ['ran="false"', 'skipped'],
    ['disabled="false"', 'passed'],
    ['disabled="1"', 'skipped'],
    ['ignored="yes"', 'skipped'],
    ['skipped="no GPU"', 'skipped'],
    ['skipped="0"', 'passed'],
    ['failures="0"', 'passed'],
    ['failures="2"', 'failed'],
    ['failed="true"', 'failed'],
    ['errors="1"', 'errored'],
    ['error="it broke"', 'errored'],
  ];
  test.each(flags)('%s: %s', async (attribute, outcome) => {
    expect(await outcomesOf(`<testcase name="1" ${attribute}/>`)).toMatchObject({ ...none, [outcome]: 1 });
  });

  test.each([
    ['failed', '<testcase name="1" status="passed"><failure/></testcase>'],
    ['failed', '<testcase name="1" status="passed" success="false"/>'],
    ['skipped', '<testcase name="1" result="success" status="notrun"/>'],
    ['errored', '<testcase name="1" status="failed"><error/></testcase>'],
    ['failed', '<testcase name="1" status="frobbed"><failure/></testcase>'],
    ['skipped', '<testcase name="1"><skipped/><passed/></testcase>'],
  ])('%s: the worst of what it says, %s', async (outcome, one) => {
    expect(await outcomesOf(one)).toMatchObject({ ...none, [outcome]: 1 });
  });

  test('the README has every word, and every element that says nothing', () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    for (const word of Object.values(words).flat()) expect(readme.replaceAll(/[\s-]/g, '')).toContain(word);
    for (const name of silent) expect(readme).toContain(name);
  });
});

describe('what is skipped is counted and told', () => {
  test('its share, names and reasons', async () => {
    const measured = await measureText(
      '<testsuite name="s"><testcase name="1"/><testcase name="2"><skipped message="no GPU"/></testcase></testsuite>',
    );
    expect(valuesOf(measured)).toMatchObject({ skipped: 1, skipped_share: 0.5 });
    expect(measured.details?.skipped).toEqual([
      { report: 'report.xml', suite: 's', name: '2', messages: ['no GPU'] },
    ]);
  });

  test('of no test there is no share', async () => {
    expect(valuesOf(await measureText('<testsuites/>'))).toMatchObject({ tests: 0, skipped_share: null });
  });
});
