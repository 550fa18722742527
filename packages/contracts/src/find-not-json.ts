/**
 * The first thing in a value that JSON can not say, in words, or undefined. JSON.stringify would turn NaN into null
 * and a Map into {} without a sound: a measurement must not change on its way. A member that is undefined is absent.
 */
export function findNotJson(value: unknown, at = 'the answer'): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : `${at} has a lone surrogate`;
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${at} is ${value}`;
    case 'object':
      return value === null ? undefined : findInObject(value, at);
    default:
      return `${at} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`;
  }
}

function findInObject(value: object, at: string): string | undefined {
  if (Array.isArray(value)) return firstOf(value.map((item, index) => findNotJson(item, `${at}[${index}]`)));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `${at} is a ${value.constructor.name}, not plain data`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return firstOf(
    members.map(([key, member]) => findNotJson(member, at === 'the answer' ? key : `${at}.${key}`)),
  );
}

function firstOf(found: (string | undefined)[]): string | undefined {
  return found.find((one) => one !== undefined);
}
