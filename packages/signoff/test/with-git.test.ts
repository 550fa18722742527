import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allowedSigners,
  formatSignoffMessage,
  judgeSignoffs,
  readTrustRoot,
  type SignoffCandidate,
  type TrustRootIndex,
} from '../src/index.ts';
import { type GitRepository, makeRepository } from './git-repository.ts';
import { makeKeyRing } from './key-ring.ts';
import { mutations } from './raw-commit.ts';

const ring = makeKeyRing();
const names = { ada: ['ed25519'], bea: ['rsa', 2048], cleo: ['ecdsa', 384], eve: ['ed25519'] } as const;
let root: TrustRootIndex;

beforeAll(() => {
  for (const [name, [type, bits]] of Object.entries(names)) ring.make(name, type, bits);
  root = readTrustRoot({
    schema: 'gatehouse/trust-root@1',
    project: 'acme',
    version: 1,
    previous: null,
    governance: { role: 'product', threshold: 1 },
    principals: Object.fromEntries(
      ['ada', 'bea', 'cleo'].map((name) => [
        name,
        {
          kind: 'person',
          roles: ['product'],
          keys: [name === 'cleo' ? { ssh: ring.line(name), until: '2030-06-15' } : ring.line(name)],
        },
      ]),
    ),
  });
  writeFileSync(join(ring.folder, 'allowed_signers'), allowedSigners(root.root));
});
afterAll(() => ring.remove());

const digest = `sha256:${'a'.repeat(64)}`;
const scope = {
  project: 'acme',
  target: 'main',
  release: 'credit-scorer/1.1.0',
  digest,
  authors: [],
  named: [],
  folder: 'releases/credit-scorer/1.1.0',
  today: '2026-11-23',
};
const message = formatSignoffMessage({
  project: 'acme',
  target: 'main',
  release: 'credit-scorer/1.1.0',
  digest,
  role: 'product',
  decision: 'approve',
  root: 1,
});

describe.each(['sha1', 'sha256'])('sign-offs that git makes in a %s repository', (format) => {
  let repository: GitRepository;
  beforeAll(() => {
    repository = makeRepository(ring.folder, format, format);
    repository.git('config', 'gpg.ssh.allowedSignersFile', join(ring.folder, 'allowed_signers'));
    repository.git('commit', '-q', '--allow-empty', '-m', 'Start');
  });

  function signOff(name: string): { id: string; bytes: Buffer; parentTree: string } {
    repository.git(
      'commit',
      '-q',
      '--allow-empty',
      '--cleanup=verbatim',
      `-S${ring.folder}/${name}`,
      '-m',
      message,
    );
    return {
      id: repository.git('rev-parse', 'HEAD'),
      bytes: repository.commit('HEAD'),
      parentTree: repository.git('rev-parse', 'HEAD~1^{tree}'),
    };
  }

  const judge = async (candidate: SignoffCandidate) =>
    (await judgeSignoffs({ ...scope, candidates: [candidate], root, isAncestor: () => false }))[0];

  test.each(['ada', 'bea', 'cleo'])('%s: counted here, and good to git by allowed_signers', async (name) => {
    expect(await judge(signOff(name))).toMatchObject({ principal: name, counted: true, reason: 'counted' });
    expect(repository.git('log', '-1', '--format=%G? %GS')).toBe(`G ${name}`);
  });

  test('a key ends for git at the end of its last day, by the date that the commit claims', () => {
    const stands = (date: string) => {
      repository.at(date, ['commit', '-q', '--allow-empty', `-S${ring.folder}/cleo`, '-m', 'x']);
      return repository.git('log', '-1', '--format=%G?') === 'G';
    };
    expect(stands('2030-06-15T23:59:59Z')).toBe(true);
    expect(stands('2030-06-16T00:00:00Z')).toBe(false);
  });

  test('a key that nobody listed: not counted here, and not good to git', async () => {
    expect(await judge(signOff('eve'))).toMatchObject({
      principal: null,
      counted: false,
      reason: 'unknown-key',
    });
    expect(repository.git('log', '-1', '--format=%G?')).not.toBe('G');
  });

  test('with bits flipped or a byte left out it is not counted', async () => {
    const candidate = signOff('ada');
    for (const bytes of mutations(candidate.bytes, format === 'sha1' ? [1, 32, 128] : [1])) {
      expect((await judge({ ...candidate, bytes }))?.counted).toBe(false);
    }
  });
});
