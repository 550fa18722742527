import markdownIt from 'markdown-it';
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import { SaxesParser } from 'saxes';

/** What a consumer gets out of an output: the verdict, and how many findings of each code. null: it has no place for it. */
export interface Seen {
  verdict: string | null;
  codes: Record<string, number>;
  /** Findings that it counts without their code, as there was no room. */
  counted: number;
}

/** Reads an output of `gate check` as its consumers do, with their parsers. Throws on what those do not take. */
export function readOutput(format: string, text: string): Seen {
  const read = readers[format];
  if (read === undefined) throw new Error(`no reader for ${format}`);
  return read(text);
}

export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** Strict XML 1.0. Throws on the first fault. */
export function parseXml(text: string): Element {
  const parser = new SaxesParser();
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const last = () => open.at(-1) as Element;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    last().children.push(element);
    open.push(element);
  });
  parser.on('text', (more) => {
    last().text += more;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return root.children[0] as Element;
}

/** Elements of HTML, as a browser sees them. */
export function parseHtml(text: string): Element[] {
  const document = /^<!doctype/i.test(text) ? parse(text) : parseFragment(text);
  return document.childNodes.flatMap(elementsOf);
}

/** Markdown as GitHub renders it: HTML lets through, bare addresses become links. */
export function renderCommonMark(text: string): string {
  return markdownIt({ html: true, linkify: true }).render(text);
}

/** An element and all inside of it. */
export function walk(element: Element): Element[] {
  return [element, ...element.children.flatMap(walk)];
}

/** What a runner of GitHub takes for a command: `::` at the start of a line, `##[` anywhere (ActionCommand.cs). */
export function runnerCommands(
  text: string,
): { name: string; properties: Record<string, string>; data: string }[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, name, list = '', data = ''] = /^\s*::([^\s:]*)(?:\s+(.*?))?::(.*)$/su.exec(line) ?? [];
    if (name === undefined) return /##\w*\[/.test(line) ? [{ name: '##', properties: {}, data: line }] : [];
    const pairs = list.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(takeBack));
    return [{ name, properties: Object.fromEntries(pairs) as Record<string, string>, data: takeBack(data) }];
  });
}

const readers: Record<string, (text: string) => Seen> = {
  sarif(text) {
    const { runs } = JSON.parse(text);
    const codes = runs.flatMap((run: { results: { ruleId: string }[] }) =>
      run.results.map(({ ruleId }) => ruleId),
    );
    const verdicts = runs.map((run: { properties: { verdict: string } }) => run.properties.verdict);
    return { verdict: worst(verdicts), codes: tally(codes), counted: 0 };
  },
  gitlab(text) {
    const codes = JSON.parse(text).map((one: { check_name: string }) => one.check_name);
    return { verdict: null, codes: tally(codes), counted: 0 };
  },
  junit(text) {
    const all = walk(parseXml(text));
    const codes = all
      .filter(({ name }) => name === 'testcase')
      .flatMap(({ attributes, children }) => {
        const told = children.flatMap(
          (child) => child.text.match(/^(block|wait|overridden|warn|waived|retired): /gm) ?? [],
        );
        return told.map(() => codeIn(attributes.name ?? ''));
      });
    const verdicts = all.filter(({ attributes }) => attributes.name === 'gatehouse.verdict');
    return {
      verdict: worst(verdicts.map(({ attributes }) => attributes.value ?? '')),
      codes: tally(codes),
      counted: 0,
    };
  },
  github(text) {
    const [first, ...others] = runnerCommands(text);
    const codes = others.map(({ properties }) => properties.title?.split(' ')[0] ?? '');
    const verdict = first?.properties.title?.replace('Gatehouse: ', '') ?? '';
    return {
      verdict: wordOf(verdict),
      codes: tally(codes),
      counted: Number(/^(\d+) of \d+ findings/m.exec(text)?.[1] ?? 0),
    };
  },
  markdown(text) {
    const all = parseHtml(renderCommonMark(text)).flatMap(walk);
    const items = all.filter(
      ({ name, children }) =>
        name === 'li' && /^(blocks|waits|overridden|warns|waived|retired)$/.test(children[0]?.text ?? ''),
    );
    const codes = items.map(
      ({ children }) =>
        children
          .filter(({ name }) => name === 'code')
          .map((one) => one.text)
          .find((one) => /^[a-z_]+(\.[a-z_-]+)?$/.test(one)) ?? '',
    );
    const more = [...text.matchAll(/^- \*\*(\d+) more findings|They have (\d+) findings/gm)].map(
      ([, one, other]) => Number(one ?? other),
    );
    return {
      verdict: wordOf(all.find(({ name }) => name === 'strong')?.text ?? ''),
      codes: tally(codes),
      counted: more.reduce((sum, one) => sum + one, 0),
    };
  },
  html(text) {
    const all = parseHtml(text).flatMap(walk);
    const items = all.filter(({ attributes }) => attributes.class === 'about');
    const badge = all.find(({ attributes }) => attributes.class?.startsWith('badge'));
    return {
      verdict: wordOf(badge?.text ?? ''),
      codes: tally(items.map(({ children }) => children[0]?.text ?? '')),
      counted: 0,
    };
  },
};

function elementsOf(node: DefaultTreeAdapterTypes.ChildNode): Element[] {
  if (!('tagName' in node)) return [];
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  const text = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  return [{ name: node.tagName, attributes, children: node.childNodes.flatMap(elementsOf), text }];
}

function takeBack(text: string): string {
  return text.replace(/%(0D|0A|3A|2C|25)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function codeIn(name: string): string {
  return name.split(': ')[0] ?? name;
}

function tally(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of [...codes].sort()) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const order = ['blocked', 'inconclusive', 'break-glass', 'ready-with-waivers', 'ready', 'nothing-to-judge'];

function worst(verdicts: readonly string[]): string {
  return order.find((verdict) => verdicts.includes(verdict)) ?? '';
}

function wordOf(text: string): string {
  return text.toLowerCase().replaceAll(' ', '-');
}
