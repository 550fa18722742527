// What OPA links to every compiled policy, beside what Rego means: look-ups, texts, sets and what is kept of rules.
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { expect, test } from 'vitest';
import { opa } from './our-policy.ts';

async function run(text: string, entrypoint = 'm/result') {
  const built = await opa.compile([{ path: 'm.rego', text: `package m\n\n${text}` }], {
    entrypoints: [entrypoint],
  });
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const policy = await loadPolicy(built.value.wasm);
  return (input: unknown) => policy.evaluate(input)[0]?.result;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const name = (length: number, last = '') => (letters + letters).slice(0, length - last.length) + last;

test('names of every length are found, and none that differs in one byte', async () => {
  const lengths = Array.from({ length: 40 }, (_, index) => index + 1);
  const given = Object.fromEntries(lengths.map((length) => [name(length), length]));
  const near = lengths.flatMap((length) => [name(length, '!'), `!${name(length).slice(1)}`]);
  const evaluate = await run(`result := {"there": [v | some k in input.there; v := input.given[k]],
    "near": [k | some k in input.near; input.given[k]],
    "constant": [input.given.abc, input.given.abcdefgh, input.given.abcdefghijklmnopq, object.get(input.given, "abcdefgi", null)]}`);
  const there = lengths.map((length) => name(length));
  expect(evaluate({ given, there, near })).toEqual({
    there: lengths,
    near: [],
    constant: [3, 8, 17, null],
  });
});

test('a text is the same whether it was written, read or put together', async () => {
  const evaluate =
    await run(`result := {"set": count({"grün", input.text, concat("", ["gr", "ün"]), lower("GRÜN")}),
    "key": {"grün": 1}[input.text], "equal": input.text == concat("ü", ["gr", "n"])}`);
  expect(evaluate({ text: 'grün' })).toEqual({ set: 1, key: 1, equal: true });
  expect(evaluate({ text: 'grun' })).toBeUndefined();
});

test('keys of every kind are one key where they are equal', async () => {
  const evaluate =
    await run(`pairs := [[1, input.one], [0.5, input.half], [[1, "a"], [input.one, "a"]], [{"a": {1}}, {"a": {input.one}}],
    [{"x", "y"}, {"y", "x"}], [null, input.none], [true, input.yes], ["", input.empty]]
result := [count({a, b}) | some [a, b] in pairs]`);
  const input = JSON.parse('{"one": 1.0, "half": 5e-1, "none": null, "yes": true, "empty": ""}');
  expect(evaluate(input)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

test('thousands of names, added, removed and found again', async () => {
  const evaluate =
    await run(`all := {concat(" ", ["name", format_int(i, 10)]) | some i in numbers.range(1, 3000)}
even := {concat(" ", ["name", format_int(i * 2, 10)]) | some i in numbers.range(1, 1500)}
result := {"all": count(all), "odd": count(all - even), "both": count(all & even), "either": count(all | even),
    "missing": count([n | some n in input; not n in all]), "object": count({n: true | some n in all})}`);
  expect(evaluate(['name 1', 'name 3000', 'name 3001', 'name'])).toEqual({
    all: 3000,
    odd: 1500,
    both: 1500,
    either: 3000,
    missing: 2,
    object: 3000,
  });
});

test('values that are kept of hundreds of rules stay apart, also where `with` changes what they are made of', async () => {
  const rules = Array.from({ length: 300 }, (_, index) => `r${index} := input.x + ${index}`);
  const all = rules.map((_, index) => `r${index}`).join(', ');
  const evaluate = await run(`${rules.join('\n')}
total := sum([${all}])
here := [r0, r150, r299, total]
there := values if values := [r0, r150, r299, total] with input.x as 1000
many := [s | some x in numbers.range(1, 200); s := r299 with input.x as x]
result := {"here": here, "there": there, "again": [r0, r150, r299, total], "many": count({m | some m in many}), "last": many[199]}`);
  const sum = (x: number) => 300 * x + (299 * 300) / 2;
  const expected = {
    here: [1, 151, 300, sum(1)],
    there: [1000, 1150, 1299, sum(1000)],
    many: 200,
    last: 499,
  };
  expect(evaluate({ x: 1 })).toEqual({ ...expected, again: expected.here });
  expect(evaluate({ x: 1 })).toEqual({ ...expected, again: expected.here });
});

test('a part of a text is found wherever it stands', async () => {
  const evaluate = await run(`result := [[contains(t, p), indexof(t, p)] | some [t, p] in input]`);
  const pairs = [
    ['placeholder', 'hold'],
    ['placeholder', 'r'],
    ['placeholder', 'placeholder'],
    ['placeholder', 'placeholders'],
    ['aaaaaaaaaaaaaaab', 'aaaaaaab'],
    ['aaaaaaaaaaaaaaaa', 'aaaaaaab'],
    ['xyz', 'yzw'],
  ];
  expect(evaluate(pairs)).toEqual(
    pairs.map(([text = '', part = '']) => [text.includes(part), text.indexOf(part)]),
  );
});

test('a text is read as it was written, whatever stands where in it', async () => {
  const evaluate = await run('result := {"texts": input, "lengths": [count(t) | some t in input]}');
  const special = [
    '"',
    '\\',
    '/',
    '\n',
    '\u0001',
    '\u001f',
    ' ',
    '~',
    '\u007f',
    '\u0080',
    'ü',
    'ÿ',
    '€',
    '😀',
    '\uffff',
  ];
  const texts = special.flatMap((sign) =>
    Array.from({ length: 20 }, (_, at) => `${name(at)}${sign}${name(19 - at)}`),
  );
  expect(evaluate([...texts, '', ...special])).toEqual({
    texts: [...texts, '', ...special],
    lengths: [...texts, '', ...special].map((text) => [...text].length),
  });
});
