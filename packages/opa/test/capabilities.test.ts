import { expect, test } from 'vitest';
import { capabilities, createOpa } from '../src/index.ts';

const opa = createOpa();

// Node has it, its types lack it.
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
  instantiate(wasm: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
};

interface Builtin {
  name: string;
  decl: { args?: unknown[] };
  deprecated?: boolean;
  nondeterministic?: boolean;
}

test('the committed file is what the module gives', async () => {
  expect(await opa.capabilities()).toEqual({ ok: true, value: await capabilities() });
});

test('it allows the language, and no network', async () => {
  const { features, allow_net, ...more } = await capabilities();
  expect(features).toContain('rego_v1');
  expect(allow_net).toEqual([]);
  expect(Object.keys(more)).toContain('future_keywords');
});

test('nothing in it depends on anything but its arguments', async () => {
  const builtins = (await capabilities()).builtins as Builtin[];
  expect(builtins.filter(({ nondeterministic }) => nondeterministic)).toEqual([]);
  const host = /^(http|time|rand|opa|net\.lookup|uuid|crypto|io|rego|trace|sprintf)\b/;
  expect(builtins.filter(({ name }) => host.test(name))).toEqual([]);
});

test('wasm brings every builtin in it itself: a policy that calls them all asks nothing of its host', async () => {
  const all = (await capabilities()).builtins as Builtin[];
  // Rego itself refuses the deprecated ones, and the others are what it writes operators as.
  const callable = all.filter(
    ({ name, deprecated }) => !deprecated && !/^(assign|eq|print|walk|internal\..*)$/.test(name),
  );
  expect(callable.length).toBeGreaterThan(80);
  const rules = callable.map(({ name, decl }, at) => {
    const given = (decl.args ?? []).map((_, arg) => `input[${arg}]`);
    return `x contains ${at} if y := ${name}(${given.join(', ')})\n`;
  });
  const text = `package a\n\n${rules.join('\n')}\nx contains -1 if walk(input, [[], {1, 2} & {2}])\n\nx contains -2 if $"{input}" in input\n`;
  expect(await asked(text)).toEqual([]);
});

test("with capabilities of one's own, a policy may ask its host", async () => {
  const own = await capabilities();
  const sprintf = {
    name: 'sprintf',
    decl: {
      type: 'function',
      args: [{ type: 'string' }, { type: 'array', dynamic: { type: 'any' } }],
      result: { type: 'string' },
    },
  };
  const allowed = { ...own, builtins: [...own.builtins, sprintf] };
  expect(await asked('package a\n\nx := sprintf("%d", [input])\n', allowed)).toEqual(['sprintf']);
});

async function asked(text: string, allowed?: object): Promise<string[]> {
  const options = { entrypoints: ['a/x'], ...(allowed === undefined ? {} : { capabilities: allowed }) };
  const compiled = await opa.compile([{ path: 'a.rego', text }], options);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  const memory = new WebAssembly.Memory({ initial: 5 });
  const host = () => 0;
  const names = ['abort', 'println', 'builtin0', 'builtin1', 'builtin2', 'builtin3', 'builtin4'];
  const env = { memory, opa_abort: host, ...Object.fromEntries(names.map((name) => [`opa_${name}`, host])) };
  const { instance } = await WebAssembly.instantiate(compiled.value.wasm, { env });
  const { builtins, opa_json_dump } = instance.exports as Record<string, (...given: number[]) => number>;
  if (!builtins || !opa_json_dump) throw new Error('this is no policy');
  const start = opa_json_dump(builtins());
  const bytes = Buffer.from(memory.buffer);
  return Object.keys(JSON.parse(bytes.toString('utf8', start, bytes.indexOf(0, start))));
}
