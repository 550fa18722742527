/** What is wrong with a text that should be JSON: at which offset, and what. It does not repeat the text. */
export interface JsonFault {
  at: number;
  what: string;
}

const wanted = {
  value: 'a value is expected',
  'first value': 'a value or `]` is expected',
  key: 'a key in double quotes is expected',
  'first key': 'a key in double quotes or `}` is expected',
  colon: '`:` is expected',
  separator: '`,` or the end of the list or object is expected',
  end: 'there is more after the end of the value',
};

const twice = 'the key stands twice in one object';
const setApart = 'the key `__proto__` is not accepted: programs set it apart';
const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The first fault of a text by RFC 8259; null if it has none. More than that grammar, a key must not stand twice in
 * one object (`"a"` and `"\u0061"` are one key), nor be `__proto__`. One pass, and no recursion: depth costs no stack.
 */
export function findJsonFault(text: string): JsonFault | null {
  /** The lists (null) and objects (their keys so far) that are open here. */
  const open: (Set<string> | null)[] = [];
  let next: keyof typeof wanted = 'value';
  let at = 0;
  const fault = (what: string = wanted[next]) => ({ at, what });
  const isValue = () => next === 'value' || next === 'first value';
  const afterValue = () => (open.length === 0 ? 'end' : 'separator');

  while (at < text.length) {
    const inside = open.at(-1);
    switch (text[at]) {
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        at += 1;
        break;
      case '"': {
        const isKey: boolean = next === 'key' || next === 'first key';
        if (!isKey && !isValue()) return fault();
        const end = endOfString(text, at);
        if (typeof end !== 'number') return end;
        if (isKey) {
          const key = stringOf(text.slice(at, end));
          if (inside?.has(key)) return fault(twice);
          if (key === '__proto__') return fault(setApart);
          inside?.add(key);
        }
        next = isKey ? 'colon' : afterValue();
        at = end;
        break;
      }
      case '{':
      case '[': {
        if (!isValue()) return fault();
        const isObject = text[at] === '{';
        open.push(isObject ? new Set() : null);
        next = isObject ? 'first key' : 'first value';
        at += 1;
        break;
      }
      case '}':
      case ']': {
        const isObject = text[at] === '}';
        const isOpen = inside !== undefined && isObject === (inside !== null);
        const isEmpty = next === (isObject ? 'first key' : 'first value');
        if (!isOpen || !(next === 'separator' || isEmpty)) return fault();
        open.pop();
        next = afterValue();
        at += 1;
        break;
      }
      case ',':
        if (next !== 'separator') return fault();
        next = inside ? 'key' : 'value';
        at += 1;
        break;
      case ':':
        if (next !== 'colon') return fault();
        next = 'value';
        at += 1;
        break;
      default:
        literal.lastIndex = at;
        if (!isValue() || !literal.test(text)) return fault();
        next = afterValue();
        at = literal.lastIndex;
    }
  }
  return next === 'end' ? null : fault('the text ends too early');
}

/** The offset behind a string that begins at `start`. */
function endOfString(text: string, start: number): number | JsonFault {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { at, what: 'a control character stands in a string' };
    if (code !== 0x5c) continue;
    escaped.lastIndex = at;
    if (!escaped.test(text)) return { at, what: 'a string has an unknown escape' };
    at = escaped.lastIndex - 1;
  }
  return { at: start, what: 'a string has no end' };
}

function stringOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}
