import {
  type Element,
  parseHtml,
  parseXml,
  readOutput,
  renderCommonMark,
  runnerCommands,
  walk,
} from '@gatehouse/testing/outputs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CheckReport, escapeTerminal, formats } from '../src/index.ts';
import { hostileReport, marker } from './hostile.ts';
import { findSarifFaults } from './sarif-schema.ts';

const renderers = await Promise.all(formats.map(async ({ name, load }) => [name, await load()] as const));
const render = Object.fromEntries(renderers);
const write = (name: string, report: CheckReport) => render[name]?.(report, { color: false }) ?? '';
const holds = (check: (report: CheckReport) => void) =>
  fc.assert(fc.property(hostileReport, check), { numRuns: 120 });
const names = (elements: readonly Element[]) => [...new Set(elements.map(({ name }) => name))].sort();

test.each(formats.map(({ name }) => name))('%s has no character that a terminal obeys or hides', (name) => {
  holds((report) => {
    expect(write(name, report)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });
});

test.each(formats.map(({ name }) => name))('%s has no command for a runner but its own', (name) => {
  holds((report) => {
    const commands = runnerCommands(write(name, report));
    const own = name === 'github' ? ['error', 'warning', 'notice'] : [];
    expect(commands.filter((one) => !own.includes(one.name))).toEqual([]);
  });
});

test('github: each finding is one command, with the properties that it has and no others', () => {
  holds((report) => {
    const commands = runnerCommands(write('github', report));
    expect(commands).toHaveLength(8);
    for (const { properties } of commands)
      expect(
        Object.keys(properties).filter((key) => !['file', 'line', 'col', 'title'].includes(key)),
      ).toEqual([]);
    expect(commands.slice(1).map(({ properties }) => properties.title?.includes(' '))).not.toContain(false);
  });
});

test('json is read as the same report', () => {
  holds((report) => {
    expect(JSON.parse(write('json', report))).toEqual(JSON.parse(JSON.stringify(report)));
  });
});

test('sarif stays within its schema, and no text is a link or a placeholder', () => {
  holds((report) => {
    const log = JSON.parse(write('sarif', report));
    expect(findSarifFaults(log)).toEqual([]);
    for (const { results } of log.runs)
      for (const { message } of results) {
        expect(message.text).not.toContain('](');
        expect(message.text.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/);
      }
  });
});

test('junit is XML that has the elements of its own and no others', () => {
  holds((report) => {
    const all = walk(parseXml(write('junit', report)));
    const known = 'error failure properties property skipped system-out testcase testsuite testsuites'.split(
      ' ',
    );
    expect(names(all).filter((name) => !known.includes(name))).toEqual([]);
    expect(all.filter(({ name }) => name === 'testsuite')).toHaveLength(3);
  });
});

test('gitlab: fingerprints are unique', () => {
  holds((report) => {
    const prints = JSON.parse(write('gitlab', report)).map((one: { fingerprint: string }) => one.fingerprint);
    expect(new Set(prints).size).toBe(7);
    expect(prints).toHaveLength(7);
  });
});

test('markdown: text from outside is within code alone, for a CommonMark parser that takes HTML and finds addresses', () => {
  holds((report) => {
    const all = parseHtml(renderCommonMark(write('markdown', report))).flatMap(walk);
    const known = ['code', 'details', 'li', 'p', 'strong', 'summary', 'ul'];
    expect(names(all).filter((name) => !known.includes(name))).toEqual([]);
    expect(all.flatMap(({ attributes }) => Object.keys(attributes))).toEqual([]);
    expect(all.filter(({ name, text }) => name !== 'code' && text.includes(marker))).toEqual([]);
    expect(all.filter(({ name, text }) => name === 'code' && text.includes(marker)).length).toBeGreaterThan(
      8,
    );
    expect(all.filter(({ name }) => name === 'details')).toHaveLength(4);
  });
});

test('html: no element, attribute or address but its own', () => {
  holds((report) => {
    const all = parseHtml(write('html', report)).flatMap(walk);
    const known = (
      'a body caption code dd div dl dt h1 h2 h3 head header html li main meta nav p section span strong style table ' +
      'tbody td th thead title tr ul'
    ).split(' ');
    expect(names(all).filter((name) => !known.includes(name))).toEqual([]);
    const attributes = all.flatMap(({ attributes: own }) => Object.entries(own));
    const keys = new Set(attributes.map(([key]) => key));
    const allowed =
      'aria-hidden aria-label aria-labelledby charset class content href http-equiv id lang name role scope tabindex'.split(
        ' ',
      );
    expect([...keys].filter((key) => !allowed.includes(key))).toEqual([]);
    // A label is read out, and is text there too.
    expect(attributes.filter(([key, value]) => key !== 'aria-label' && value.includes(marker))).toEqual([]);
    for (const [, value] of attributes.filter(([key]) => key === 'href'))
      expect(value).toMatch(/^#(release-\d+|governance)$/);
    expect(all.filter(({ name }) => name === 'style')).toHaveLength(1);
  });
});

test('whatever a text says, every output tells all findings, and the verdict', () => {
  const codes = {
    'change.data_changed': 1,
    'input.path': 1,
    'input.yaml': 2,
    'inventory.artifact_digest': 3,
  };
  holds((report) => {
    for (const name of ['sarif', 'junit', 'html', 'github'])
      expect([name, readOutput(name, write(name, report))]).toEqual([
        name,
        { verdict: 'blocked', codes, counted: 0 },
      ]);
    expect(readOutput('markdown', write('markdown', report)).verdict).toBe('blocked');
  });
});

test('what is told is the text itself, made visible, for every parser', () => {
  // A colon at the start of a text is shown as one where the text does not begin a line.
  const plain = (text: string) => text.replaceAll('\\u{3a}', ':');
  const textOf = (elements: readonly Element[]) => elements.map(({ text }) => text).join('\n');
  holds((report) => {
    const messages = report.releases.flatMap(({ gates }) =>
      gates.flatMap(({ findings }) => findings.map(({ message }) => escapeTerminal(message))),
    );
    const texts = [
      textOf(walk(parseXml(write('junit', report)))),
      textOf(parseHtml(write('html', report)).flatMap(walk)),
      JSON.parse(write('gitlab', report))
        .map(({ description }: { description: string }) => description)
        .join('\n'),
    ];
    for (const message of messages) for (const text of texts) expect(plain(text)).toContain(plain(message));
    const [first, ...others] = runnerCommands(write('github', report));
    expect(first?.properties).toEqual({ title: 'Gatehouse: BLOCKED' });
    const abouts = others.map(({ properties }) => properties.title?.replace(/^\S+ \(\w+\) /, ''));
    const { release } = report.releases[0] ?? { release: '' };
    expect(
      abouts.filter((about) => plain(about ?? '') === plain(escapeTerminal(release))).length,
    ).toBeGreaterThan(2);
  });
});
