import { createHash, type Hash } from 'node:crypto';
import { GatehouseError } from '@gatehouse/contracts';
import { type Surroundings, spawnGit } from './run-git.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** The size and SHA-256 of a blob's bytes. */
export interface BlobDigest {
  digest: string;
  size: number;
}

/** Reads git objects by id through one long-lived `cat-file --batch`, and hashes every one of them again. */
export interface ObjectReader {
  /** The bytes of an object. Throws `git.object` (missing, other type, bytes that do not hash to the id) and `input.too_large`. */
  read(id: string, type: ObjectType, maxBytes?: number): Promise<Buffer>;
  /** Size and SHA-256 of a blob of any size, without holding it in memory. Throws `git.object`. */
  digestBlob(id: string): Promise<BlobDigest>;
  close(): void;
}

interface Request {
  id: string;
  type: ObjectType;
  /** Objects up to this size are kept; null: only hashed. */
  keep: number | null;
  resolve(result: { bytes: Buffer | null; digest: string; size: number }): void;
  reject(error: GatehouseError): void;
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

const defaultLimit = 16 * 1024 * 1024;

export function openObjectReader(
  gitDirectory: string,
  objectFormat: 'sha1' | 'sha256',
  surroundings: Surroundings,
): ObjectReader {
  const child = spawnGit(['cat-file', '--batch'], { gitDirectory }, surroundings);
  const waiting: Request[] = [];
  let next = 0;
  let header: Buffer[] = [];
  let body: Body | null = null;
  let broken: GatehouseError | null = null;
  let outgoing: string[] = [];
  const digests = new Map<string, Promise<BlobDigest>>();

  child.stdout.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0) rest = body === null ? takeHeader(rest) : takeBody(rest, body);
  });
  child.stdin.on('error', () => {});
  child.stderr.resume();
  child.on('error', (cause) => fail('git could not be started', cause));
  child.on('close', () => fail('git cat-file ended', undefined));

  return { read, digestBlob, close: () => child.stdin.end() };

  async function read(id: string, type: ObjectType, maxBytes = defaultLimit): Promise<Buffer> {
    const { bytes } = await ask(id, type, maxBytes);
    return bytes as Buffer;
  }

  function digestBlob(id: string): Promise<BlobDigest> {
    const known = digests.get(id);
    if (known) return known;
    const asked = ask(id, 'blob', null).then(({ digest, size }) => ({ digest: `sha256:${digest}`, size }));
    if (digests.size >= 20_000) digests.clear();
    digests.set(id, asked);
    return asked;
  }

  function ask(id: string, type: ObjectType, keep: number | null) {
    return new Promise<{ bytes: Buffer | null; digest: string; size: number }>((resolve, reject) => {
      if (broken) return reject(broken);
      waiting.push({ id, type, keep, resolve, reject });
      // One write for all that is asked in the same turn.
      if (outgoing.push(id) === 1) {
        queueMicrotask(() => {
          child.stdin.write(`${outgoing.join('\n')}\n`);
          outgoing = [];
        });
      }
    });
  }

  function takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(10);
    if (end === -1) {
      header.push(chunk);
      return chunk.subarray(chunk.length);
    }
    const line = Buffer.concat([...header, chunk.subarray(0, end)]).toString('latin1');
    header = [];
    begin(takeRequest(), line);
    return chunk.subarray(end + 1);
  }

  function takeRequest(): Request {
    const request = waiting[next] as Request;
    next += 1;
    // Forget the answered ones now and then: shifting one by one would cost the square of their number.
    if (next === waiting.length || next > 4096) {
      waiting.splice(0, next);
      next = 0;
    }
    return request;
  }

  function begin(request: Request, line: string): void {
    const [id, type, sizeText] = line.split(' ');
    const size = Number(sizeText);
    if (id !== request.id || sizeText === undefined || !Number.isSafeInteger(size)) {
      request.reject(missingObject(request, line));
      return;
    }
    let failure: GatehouseError | null = null;
    if (type !== request.type) failure = objectError(request.id, `is a ${type}, not a ${request.type}`);
    else if (request.keep !== null && size > request.keep) failure = tooLarge(request, size);
    const identity = createHash(objectFormat).update(`${type} ${size}\0`);
    const chunks = request.keep === null || failure ? null : [];
    body = {
      request,
      size,
      left: size,
      chunks,
      identity,
      sha256: request.keep === null ? createHash('sha256') : null,
      failure,
    };
  }

  // git ends each body with a line feed of its own, which does not belong to the object.
  function takeBody(chunk: Buffer, current: Body): Buffer {
    if (current.left > 0) {
      const part = chunk.subarray(0, current.left);
      current.left -= part.length;
      current.identity.update(part);
      current.sha256?.update(part);
      current.chunks?.push(part);
      return chunk.subarray(part.length);
    }
    body = null;
    finish(current);
    return chunk.subarray(1);
  }

  function finish(done: Body): void {
    const { request, failure } = done;
    if (failure) {
      request.reject(failure);
      return;
    }
    if (done.identity.digest('hex') !== request.id) {
      request.reject(objectError(request.id, 'has bytes that do not hash to its id'));
      return;
    }
    // A copy: a part of a shared chunk would keep the whole chunk alive.
    const bytes =
      done.chunks &&
      (done.chunks.length === 1 ? Buffer.from(done.chunks[0] as Buffer) : Buffer.concat(done.chunks));
    request.resolve({ bytes, digest: done.sha256?.digest('hex') ?? '', size: done.size });
  }

  function fail(message: string, cause: unknown): void {
    broken ??= new GatehouseError('git.failed', message, { cause });
    if (body) body.request.reject(broken);
    for (const request of waiting.splice(next)) request.reject(broken);
    waiting.length = 0;
    next = 0;
  }
}

function missingObject(request: Request, line: string): GatehouseError {
  if (!line.endsWith(' missing')) return objectError(request.id, `can not be read (${line})`);
  return objectError(request.id, 'is missing from this clone');
}

function objectError(id: string, what: string): GatehouseError {
  return new GatehouseError('git.object', `git object ${id} ${what}`, {
    hint: 'Run git fsck; fetch a full clone (not shallow, not partial) if objects are missing.',
  });
}

function tooLarge(request: Request, size: number): GatehouseError {
  return new GatehouseError(
    'input.too_large',
    `git object ${request.id} has ${size} bytes, more than ${request.keep}`,
  );
}
