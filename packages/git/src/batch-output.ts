import { createHash, type Hash } from 'node:crypto';
import type { GatehouseError } from '@gatehouse/contracts';
import type { ObjectFormat } from './object-id.ts';
import { type ObjectType, objectError, objectTooLarge } from './object-source.ts';

/** An object that `cat-file --batch` was asked for. */
export interface Request {
  id: string;
  type: ObjectType;
  /** Objects up to this size are kept, larger ones refused; null: hashed, whatever the size, and kept where small. */
  keep: number | null;
  resolve(answer: Answer): void;
  reject(error: GatehouseError): void;
}

/** `bytes` is null where nothing was kept; `digest` is the SHA-256 of a blob in hexadecimal, else empty. */
export interface Answer {
  bytes: Buffer | null;
  digest: string;
  size: number;
}

/** The other side of the conversation with git. */
export interface Conversation {
  /** The request that git answers next; undefined if none is open. */
  nextRequest(): Request | undefined;
  /** A body has not ended with its chunk. Asks git for `probe`, of which it has to say that it is missing. */
  askProbe(): void;
  /** An object of git's has another size than it claims: what follows can not be told apart any more. */
  lost(request: Request | undefined): void;
  /** A name that nobody can guess. */
  readonly probe: string;
}

interface Body {
  request: Request;
  size: number;
  left: number;
  chunks: Buffer[] | null;
  identity: Hash;
  sha256: Hash | null;
  failure: GatehouseError | null;
}

export interface BatchOutput {
  take(chunk: Buffer): void;
  /** The request whose answer has begun and not ended. */
  current(): Request | undefined;
}

/**
 * Takes the output of `cat-file --batch` apart: `<id> <type> <size>\n<bytes>\n` for each request, in order. git sends
 * a loose blob as long as it is, and as its size what it claims; so a body must end with its line feed, and must not
 * contain the answer to a question that was asked after it.
 */
export function readBatchOutput(format: ObjectFormat, git: Conversation): BatchOutput {
  const probeAnswer = Buffer.from(`${git.probe} missing\n`);
  let header: Buffer[] = [];
  let body: Body | null = null;
  let probed: Body | null = null;
  let tail = Buffer.alloc(0);
  let isLost = false;

  return { take, current: () => body?.request };

  function take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && !isLost) rest = body === null ? takeHeader(rest) : takeBody(rest, body);
    if (body === null || body === probed || isLost) return;
    probed = body;
    tail = Buffer.alloc(0);
    git.askProbe();
  }

  function takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(10);
    header.push(end === -1 ? chunk : chunk.subarray(0, end));
    if (end === -1) return chunk.subarray(chunk.length);
    const line = Buffer.concat(header).toString('latin1');
    header = [];
    const request = git.nextRequest();
    if (line === `${request?.id} missing`)
      request?.reject(objectError(request.id, 'is missing from this clone'));
    else body = (request && begin(request, line, format)) ?? giveUp(request);
    return chunk.subarray(end + 1);
  }

  function takeBody(chunk: Buffer, current: Body): Buffer {
    if (current.left === 0) {
      body = null;
      // git ends each body with a line feed of its own, which does not belong to the object.
      if (chunk[0] === 10) finish(current);
      else giveUp(current.request);
      return chunk.subarray(1);
    }
    const part = chunk.subarray(0, current.left);
    if (current === probed && holdsProbe(part)) {
      body = giveUp(current.request);
      return part;
    }
    current.left -= part.length;
    current.identity.update(part);
    current.sha256?.update(part);
    current.chunks?.push(part);
    return chunk.subarray(part.length);
  }

  function holdsProbe(part: Buffer): boolean {
    const seam = Buffer.concat([tail, part.subarray(0, probeAnswer.length)]);
    tail = Buffer.concat([tail, part.subarray(-probeAnswer.length)]).subarray(-probeAnswer.length);
    return seam.includes(probeAnswer) || part.includes(probeAnswer);
  }

  function giveUp(request: Request | undefined): null {
    isLost = true;
    git.lost(request);
    return null;
  }
}

/** In bytes: what is only to be hashed is kept too where it costs nothing, since a file so small is looked into next. */
const small = 1024;

/** Null if a header is not the answer to the request. */
function begin(request: Request, line: string, format: ObjectFormat): Body | null {
  const { id, keep } = request;
  const [named, type, sizeText] = line.split(' ');
  const size = Number(sizeText);
  if (named !== id || sizeText === undefined || !Number.isSafeInteger(size) || size < 0) return null;
  let failure: GatehouseError | null = null;
  if (type !== request.type) failure = objectError(id, `is a ${type}, not a ${request.type}`);
  else if (keep !== null && size > keep) failure = objectTooLarge(id, size, keep);
  return {
    request,
    size,
    left: size,
    chunks: failure || size > (keep ?? small) ? null : [],
    identity: createHash(format).update(`${type} ${size}\0`),
    // Most blobs that are read are digested too, for what sign-offs cover: git need not be asked again.
    sha256: type === 'blob' ? createHash('sha256') : null,
    failure,
  };
}

function finish({ request, failure, identity, chunks, sha256, size }: Body): void {
  if (failure) {
    request.reject(failure);
    return;
  }
  if (identity.digest('hex') !== request.id) {
    request.reject(objectError(request.id, 'has bytes that do not hash to its id'));
    return;
  }
  // A copy: a part of a shared chunk would keep the whole chunk alive.
  const bytes = chunks && (chunks.length === 1 ? Buffer.from(chunks[0] as Buffer) : Buffer.concat(chunks));
  request.resolve({ bytes, digest: sha256?.digest('hex') ?? '', size });
}
