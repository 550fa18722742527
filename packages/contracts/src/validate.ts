/** What a validator compiled by ajv looks like. */
export interface Validate {
  (data: unknown): boolean;
  errors?: SchemaViolation[] | null;
}

/** The part of ajv's error object that we use. */
export interface SchemaViolation {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: Record<string, unknown>;
  message?: string;
}

/** One place where data does not fit its schema, in words. */
export interface Violation {
  /** Keys and indices from the root. */
  at: (string | number)[];
  message: string;
  hint?: string;
}

/** Checks `data` and narrows it: the violations, empty if it fits. Knocks-on of a failed `if`/`oneOf` are left out. */
export function violations(validate: Validate, data: unknown): Violation[] {
  if (validate(data)) return [];
  const errors = validate.errors ?? [];
  const telling = errors.filter((error) => !['if', 'oneOf', 'anyOf'].includes(error.keyword));
  const found = (telling.length > 0 ? telling : errors).map((error) => describe(error, data));
  if (found.length === 0) return [{ at: [], message: 'does not fit its schema' }];
  return unique(found);
}

function describe(error: SchemaViolation, data: unknown): Violation {
  const at = pointerToPath(error.instancePath, data);
  const name = at.length === 0 ? 'the document' : `\`${formatPath(at)}\``;
  const params = error.params;
  switch (error.keyword) {
    case 'required':
      return {
        at,
        message: `${name} lacks \`${params.missingProperty}\``,
        hint: `Add \`${params.missingProperty}:\`.`,
      };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params.additionalProperty ?? params.unevaluatedProperty);
      return {
        at: [...at, key],
        message: `${name} has an unknown field \`${key}\``,
        hint: 'Remove it, or check its spelling.',
      };
    }
    case 'enum':
      return { at, message: `${name} must be one of ${(params.allowedValues as unknown[]).join(', ')}` };
    case 'const':
      return { at, message: `${name} must be ${JSON.stringify(params.allowedValue)}` };
    case 'type':
      return {
        at,
        message: `${name} must be ${withArticle(String(params.type))}, not ${typeOf(valueAt(data, at))}`,
      };
    case 'format':
      return { at, message: `${name} ${formats[String(params.format)] ?? `must be a ${params.format}`}` };
    case 'pattern':
      return { at, message: `${name} ${patterns[String(params.pattern)] ?? `must match ${params.pattern}`}` };
    case 'false schema':
      return { at, message: `${name} must not be here` };
    default:
      return { at, message: `${name} ${error.message ?? 'does not fit'}` };
  }
}

const formats: Record<string, string> = {
  path: 'must be a relative path with forward slashes',
  'input-path': 'must be a relative path with forward slashes',
  reference: 'must be a relative path, or an address that starts with https://',
  date: 'must be a date such as 2026-11-23',
  'date-time': 'must be a time such as 2026-11-23T10:00:00Z',
};

const patterns: Record<string, string> = {
  '^sha256:[0-9a-f]{64}$': 'must be a digest: sha256: and 64 hexadecimal digits',
  '^[a-z0-9][a-z0-9._-]{0,63}$': "must be an id: lower-case letters, digits, '.', '_' and '-', at most 64",
  '^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$': "must be a version: letters, digits, '.', '+' and '-', at most 64",
  '\\S': 'must not be blank',
  Z$: 'must be in UTC: end it with Z',
  '^https://\\S+$': 'must be an address that starts with https://',
};

/** ajv's instance path (a JSON pointer) as keys and indices. */
function pointerToPath(pointer: string, data: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  let here = data;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(here) ? Number(key) : key;
    path.push(step);
    here = (here as Record<string | number, unknown> | undefined)?.[step];
  }
  return path;
}

/** Keys and indices as people write them: `artifacts[0].digest`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (here, step) => (here as Record<string | number, unknown> | undefined)?.[step],
    data,
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'empty (null)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

function withArticle(type: string): string {
  const words: Record<string, string> = {
    array: 'a list',
    object: 'a mapping',
    integer: 'a whole number',
    null: 'null',
  };
  return type
    .split(',')
    .map((one) => words[one] ?? `a ${one}`)
    .join(' or ');
}

function unique(found: Violation[]): Violation[] {
  const seen = new Set<string>();
  return found.filter((violation) => {
    const key = `${violation.at.join('\0')}\0${violation.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
