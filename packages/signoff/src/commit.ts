import { type Refuse, type Refused, strictly } from './refused.ts';

/** Who a commit says wrote it, and when: claims, all of them. */
export interface CommitIdent {
  name: string;
  email: string;
  /** Seconds since 1970, as written. */
  seconds: string;
  /** Offset from UTC such as `+0100`, as written. */
  zone: string;
}

export interface Commit {
  /** Object ids, hexadecimal: 40 digits, or 64 in a SHA-256 repository. */
  tree: string;
  parents: string[];
  author: CommitIdent;
  committer: CommitIdent;
  message: string;
  /** The armoured signature; null if unsigned. */
  signature: string | null;
  /** Exactly the bytes that were signed: the commit without its signature header. */
  payload: Uint8Array;
}

export type CommitRefusal =
  | 'too-large'
  | 'control-byte'
  | 'not-utf8'
  | 'no-message'
  | 'header-grammar'
  | 'unknown-header'
  | 'duplicate-header'
  | 'header-order'
  | 'object-id'
  | 'ident'
  | 'encoding';

interface Header {
  name: string;
  /** Continuation lines joined by line feeds. */
  value: string;
  /** As it stands in the commit, with the final line feed. */
  raw: string;
}

const maxBytes = 1024 * 1024;

/**
 * Parses the content of a commit object (without the `commit <length>\0` in front) by a grammar with one reading
 * only: tree, parent*, author, committer, encoding?, signature?, blank line, message; UTF-8 without CR and NUL.
 * History holds commits that do not fit (`mergetag`, other encodings, headers of other tools): they are refused, and
 * the caller decides what that means. The signature header is `gpgsig`, or `gpgsig-sha256` where ids are SHA-256
 * (git: gitformat-signature, hash-function-transition).
 */
export function parseCommit(bytes: Uint8Array): Commit | Refused<CommitRefusal> {
  return strictly((refuse: Refuse<CommitRefusal>) => {
    const text = decodeText(bytes, refuse);
    const blank = text.indexOf('\n\n');
    if (blank === -1) refuse('no-message');
    const headers = splitHeaders(text.slice(0, blank), refuse);
    const message = text.slice(blank + 2);

    const values = (name: string) =>
      headers.filter((header) => header.name === name).map(({ value }) => value);
    const [tree = ''] = values('tree');
    const signatureHeader = tree.length === 64 ? 'gpgsig-sha256' : 'gpgsig';
    const order = new RegExp(`^tree( parent)* author committer( encoding)?( ${signatureHeader})?$`);
    if (!order.test(headers.map(({ name }) => name).join(' '))) refuse('header-order');
    if (values('encoding').some((encoding) => encoding.toUpperCase() !== 'UTF-8')) refuse('encoding');
    const ids = [tree, ...values('parent')];
    const isId = tree.length === 64 ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/;
    if (!ids.every((id) => isId.test(id))) refuse('object-id');

    const [author = '', committer = '', signature] = ['author', 'committer', signatureHeader].flatMap(values);
    const signed = headers.filter(({ name }) => name !== signatureHeader).map(({ raw }) => raw);
    return {
      tree,
      parents: values('parent'),
      author: parseIdent(author, refuse),
      committer: parseIdent(committer, refuse),
      message,
      signature: signature === undefined ? null : `${signature}\n`,
      payload: Buffer.from(`${signed.join('')}\n${message}`),
    };
  });
}

function decodeText(bytes: Uint8Array, refuse: Refuse<CommitRefusal>): string {
  if (bytes.length > maxBytes) refuse('too-large');
  if (bytes.includes(0) || bytes.includes(13)) refuse('control-byte');
  try {
    // With the byte order mark kept, decoding loses nothing: encoding again gives the same bytes.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('not-utf8');
  }
}

const signatureHeaders = ['gpgsig', 'gpgsig-sha256'];
const headerNames = ['tree', 'parent', 'author', 'committer', 'encoding', ...signatureHeaders];

function splitHeaders(text: string, refuse: Refuse<CommitRefusal>): Header[] {
  const headers: Header[] = [];
  for (const line of text.split('\n')) {
    const above = headers.at(-1);
    if (line.startsWith(' ')) {
      if (!above || !signatureHeaders.includes(above.name)) return refuse('header-grammar');
      above.value += `\n${line.slice(1)}`;
      above.raw += `${line}\n`;
      continue;
    }
    const [, name, value] = /^([a-z][a-z0-9-]*) ([^\n]+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return refuse('header-grammar');
    if (!headerNames.includes(name)) refuse('unknown-header');
    if (name !== 'parent' && headers.some((header) => header.name === name)) refuse('duplicate-header');
    headers.push({ name, value, raw: `${line}\n` });
  }
  return headers;
}

function parseIdent(value: string, refuse: Refuse<CommitRefusal>): CommitIdent {
  const form = /^([^<>]*) <([^<>]*)> (0|[1-9][0-9]{0,15}) ([+-][0-9]{4})$/;
  const [, name, email, seconds, zone] = form.exec(value) ?? [];
  if (name === undefined || email === undefined || seconds === undefined || zone === undefined) {
    return refuse('ident');
  }
  return { name, email, seconds, zone };
}
