import { randomUUID } from 'node:crypto';
import { GatehouseError } from '@gatehouse/contracts';
import { type Answer, type Request, readBatchOutput } from './batch-output.ts';
import { isObjectId, type ObjectFormat } from './object-id.ts';
import {
  type BlobDigest,
  defaultLimit,
  type ObjectSource,
  type ObjectType,
  objectError,
} from './object-source.ts';
import { type Surroundings, spawnGit } from './run-git.ts';

/** Reads git objects by id through one long-lived `cat-file --batch`, and hashes every one of them again. */
export interface ObjectReader extends ObjectSource {
  close(): void;
}

export function openObjectReader(
  gitDirectory: string,
  objectFormat: ObjectFormat,
  surroundings: Surroundings,
): ObjectReader {
  const child = spawnGit(['cat-file', '--batch'], { gitDirectory }, surroundings);
  const waiting: Request[] = [];
  let next = 0;
  let broken: GatehouseError | null = null;
  let outgoing: string[] = [];
  let complaint = '';
  const digests = new Map<string, Promise<BlobDigest>>();
  const smallBlobs = new Map<string, Buffer>();

  const probe = `no-object/${randomUUID()}`;
  const output = readBatchOutput(objectFormat, {
    probe,
    nextRequest,
    askProbe: () => send({ id: probe, type: 'blob', keep: 0, resolve() {}, reject() {} }),
    lost(request) {
      child.kill();
      fail('git gave an object another size than it has', undefined, request);
    },
  });

  child.stdout.on('data', output.take);
  child.stdin.on('error', () => {});
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(0, 1000);
  });
  child.on('error', (cause) => fail('git could not be started', cause));
  // git ends when it meets an object that it can not unpack: the one that it owes an answer for.
  child.on('close', () => fail('git cat-file ended', complaint, output.current() ?? nextRequest()));

  return {
    read,
    digestBlob,
    close() {
      flush();
      child.stdin.end();
    },
  };

  async function read(id: string, type: ObjectType, maxBytes = defaultLimit): Promise<Buffer> {
    const kept = type === 'blob' ? smallBlobs.get(id) : undefined;
    if (kept !== undefined && kept.length <= maxBytes) return kept;
    const answer = await ask(id, type, maxBytes);
    if (type === 'blob' && !digests.has(id)) keepDigest(id, Promise.resolve(digestOf(answer)));
    return answer.bytes as Buffer;
  }

  function digestBlob(id: string): Promise<BlobDigest> {
    const known = digests.get(id);
    if (known) return known;
    return keepDigest(
      id,
      ask(id, 'blob', null).then((answer) => {
        if (answer.bytes !== null) keepSmall(id, answer.bytes);
        return digestOf(answer);
      }),
    );
  }

  function keepDigest(id: string, digest: Promise<BlobDigest>): Promise<BlobDigest> {
    if (digests.size >= 20_000) digests.clear();
    digests.set(id, digest);
    return digest;
  }

  function keepSmall(id: string, bytes: Buffer): void {
    if (smallBlobs.size >= 1000) smallBlobs.clear();
    smallBlobs.set(id, bytes);
  }

  function ask(id: string, type: ObjectType, keep: number | null): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Anything but an id would be an expression to git, or several lines: answers would go to other questions.
      if (!isObjectId(id)) reject(objectError(JSON.stringify(id), 'is not named by a full id'));
      else if (broken) reject(broken);
      else send({ id, type, keep, resolve, reject });
    });
  }

  function send(request: Request): void {
    waiting.push(request);
    // One write for all that is asked in a turn of the event loop, whoever of those at work asks: each write wakes git.
    if (outgoing.push(request.id) === 1) setImmediate(flush);
  }

  function flush(): void {
    if (outgoing.length === 0) return;
    child.stdin.write(`${outgoing.join('\n')}\n`);
    outgoing = [];
  }

  function nextRequest(): Request | undefined {
    const request = waiting[next];
    if (request) next += 1;
    // Forget the answered ones now and then: shifting one by one would cost the square of their number.
    if (next === waiting.length || next > 4096) {
      waiting.splice(0, next);
      next = 0;
    }
    return request;
  }

  function fail(message: string, cause: unknown, culprit?: Request): void {
    broken ??= new GatehouseError('git.failed', message, { hint: 'Run git fsck.', cause });
    culprit?.reject(objectError(culprit.id, 'can not be unpacked', broken));
    for (const request of waiting.splice(next)) request.reject(broken);
    waiting.length = 0;
    next = 0;
  }
}

function digestOf({ digest, size }: Answer): BlobDigest {
  return { digest: `sha256:${digest}`, size };
}
