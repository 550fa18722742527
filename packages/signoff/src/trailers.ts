import { GatehouseError } from '@gatehouse/contracts';
import { type Confirmation, formatConfirmation, readConfirmation } from './confirmation.ts';
import { checkDecision, type Decision, type DecisionRefusal, isDecision, subjectOf } from './decisions.ts';
import { isPrintable } from './printable.ts';
import { type Refuse, type Refused, strictly } from './refused.ts';

/** What a sign-off's message says. */
export interface Signoff {
  /** `<name>/<version>` */
  release: string;
  role: string;
  decision: Decision;
  project: string;
  /** The branch that a merge promotes to. */
  target: string;
  /** The digest of the release's statement: `sha256:…`. */
  digest: string;
  /** The version of the trust root that the signer saw. */
  root: number;
  /** The last day (UTC) on which it counts, `YYYY-MM-DD`: for an approval if wanted, for breaking the glass always. */
  until?: string;
  /** One line; breaking the glass needs one. */
  reason?: string;
  /** The signer says that they did not write what they sign, although a commit names them as an author. */
  denies?: 'authorship';
  /** What the signer says is so, of what the release says. */
  confirms?: Confirmation[];
}

export type MessageRefusal =
  | 'too-long'
  | 'unprintable'
  | 'layout'
  | 'trailer-outside-block'
  | 'trailer-order'
  | 'trailer-value'
  | DecisionRefusal;

/**
 * The commit message of a sign-off. Throws `usage.value` when a value does not fit its trailer, e.g. a reason of two
 * lines: what is written here can be read back.
 */
export function formatSignoffMessage(signoff: Signoff): string {
  const { release, role, decision } = signoff;
  const lines = fields.flatMap((field) => {
    const value = signoff[field];
    return value === undefined ? [] : [`${trailers[field].key}: ${value}`];
  });
  for (const one of signoff.confirms ?? []) lines.push(`${confirmsKey}: ${formatConfirmation(one)}`);
  const message = `${subjectOf(decision)} ${release} as ${role}\n\n${lines.join('\n')}\n`;
  const parsed = parseSignoffMessage(message);
  if (parsed !== null && !('refused' in parsed)) return message;
  throw new GatehouseError(
    'usage.value',
    `this can not be written into a sign-off: ${parsed?.refused ?? 'layout'}`,
    {
      hint: 'Use single lines of visible characters, at most 1000 of them.',
    },
  );
}

/**
 * Reads the message of a commit that may be a sign-off: a subject line, paragraphs of text if any, and a block of
 * trailers that ends the message with exactly one line feed. null: it has no Gatehouse trailer at all. A message that
 * has one, but in any other form or place, is refused: people must not read one thing and the gate another.
 */
export function parseSignoffMessage(message: string): Signoff | Refused<MessageRefusal> | null {
  if (!hasTrailer(message)) return null;
  return strictly((refuse: Refuse<MessageRefusal>) => {
    const lines = message.split('\n');
    if (message.length > maxLength || lines.some((line) => line.length > maxLineLength)) refuse('too-long');
    if (!lines.every(isPrintable)) refuse('unprintable');
    const paragraphs = message.replace(/\n$/, '').split('\n\n');
    const isWhole = (paragraph: string) => /^[^\n]/.test(paragraph) && !paragraph.endsWith('\n');
    if (!message.endsWith('\n') || !paragraphs.every(isWhole)) refuse('layout');
    const block = paragraphs.pop() ?? '';
    if (paragraphs.length === 0 || paragraphs[0]?.includes('\n')) refuse('layout');
    if (paragraphs.some(hasTrailer)) refuse('trailer-outside-block');
    return readTrailers(block.split('\n'), refuse);
  });
}

const maxLength = 16 * 1024;
const maxLineLength = 1100;
const id = '[a-z0-9][a-z0-9._-]{0,63}';
const fields = [
  'release',
  'role',
  'decision',
  'project',
  'target',
  'digest',
  'root',
  'until',
  'reason',
  'denies',
] as const;

/** After all others, one line for each thing that is confirmed, sorted, none twice. */
const confirmsKey = 'Gatehouse-Confirms';

/** The block has these lines in the order of `fields`, each once; the last three may be absent. */
const trailers: Record<(typeof fields)[number], { key: string; form: RegExp }> = {
  release: { key: 'Gatehouse-Release', form: new RegExp(`^${id}/[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$`) },
  role: { key: 'Gatehouse-Role', form: new RegExp(`^${id}$`) },
  decision: { key: 'Gatehouse-Decision', form: /^[a-z-]{1,64}$/ },
  project: { key: 'Gatehouse-Project', form: /^\S{1,200}$/u },
  target: { key: 'Gatehouse-Target', form: /^\S{1,200}$/u },
  digest: { key: 'Gatehouse-Digest', form: /^sha256:[0-9a-f]{64}$/ },
  root: { key: 'Gatehouse-Root', form: /^[1-9][0-9]{0,14}$/ },
  until: { key: 'Gatehouse-Until', form: /^[0-9-]{10}$/ },
  reason: { key: 'Gatehouse-Reason', form: /^(?=\S).{0,999}\S$/u },
  denies: { key: 'Gatehouse-Denies', form: /^authorship$/ },
};

// Also what a reader would take for one: indented, or in other letters. No \s: it matches line breaks too, and would
// cost the square of their number.
function hasTrailer(text: string): boolean {
  return /^[\t\p{Zs}]*gatehouse-/imu.test(text);
}

function readTrailers(lines: readonly string[], refuse: Refuse<MessageRefusal>): Signoff {
  let at = 0;
  function optional(field: keyof typeof trailers): string | null {
    const { key, form } = trailers[field];
    const line = lines[at];
    if (!line?.startsWith(`${key}: `)) return null;
    at += 1;
    const value = line.slice(key.length + 2);
    return form.test(value) ? value : refuse('trailer-value');
  }
  const one = (field: keyof typeof trailers) => optional(field) ?? refuse('trailer-order');

  const signoff: Signoff = {
    release: one('release'),
    role: one('role'),
    decision: readDecision(one('decision'), refuse),
    project: one('project'),
    target: one('target'),
    digest: one('digest'),
    root: Number(one('root')),
  };
  const until = optional('until');
  if (until !== null) signoff.until = until;
  const reason = optional('reason');
  if (reason !== null) signoff.reason = reason;
  if (optional('denies') !== null) signoff.denies = 'authorship';
  const confirms = lines.slice(at).map((line) => {
    if (!line.startsWith(`${confirmsKey}: `)) return refuse('trailer-order');
    return readConfirmation(line.slice(confirmsKey.length + 2)) ?? refuse('trailer-value');
  });
  if (confirms.some(({ item }, index) => item <= (confirms[index - 1]?.item ?? ''))) refuse('trailer-order');
  if (confirms.length > 0) signoff.confirms = confirms;
  checkDecision(signoff, refuse);
  return signoff;
}

function readDecision(value: string, refuse: Refuse<MessageRefusal>): Decision {
  return isDecision(value) ? value : refuse('unknown-decision');
}
