import { type Ground, grounds } from '@gatehouse/contracts';

/** What each part of the facts can show, by its first name: of a release's text nothing but that somebody wrote it. */
const shows: Record<string, readonly Ground[]> = {
  release: ['said'],
  now: [],
  evidence: ['measured'],
  evidence_problems: ['measured'],
  validations: ['measured'],
  files: ['measured'],
  documents: ['measured'],
  policy: ['measured'],
  plugins: ['measured'],
  allowed_signers: ['measured'],
  signoffs: ['signed', 'recorded'],
  confirmations: ['signed', 'recorded'],
};

/** Everything else in the facts comes from git objects. */
const others: readonly Ground[] = ['recorded'];

/** What is wrong with the ground that a rule claims: message and remedy; null where its dependencies can give it. */
export function faultOfGround(
  code: string,
  claimed: unknown,
  dependsOn: readonly string[],
): { reason: string; message: string; remedy: string } | null {
  const ground = grounds.find((one) => one === claimed);
  if (ground === undefined) {
    const message = `${code} does not say on what its answer rests`;
    return { reason: 'ground', message, remedy: `Write \`ground:\` with one of ${grounds.join(', ')}.` };
  }
  const given = dependsOn.flatMap((path) => shows[path.split('.')[0] ?? ''] ?? others);
  if (ground === 'said' || given.includes(ground)) return null;
  const best = grounds.filter((one) => given.includes(one)).join(', ') || 'said';
  return {
    reason: 'ground_overclaimed',
    message: `${code} claims to rest on what is ${ground}; what it depends on gives: ${best}`,
    remedy: 'Claim no more than `depends_on` gives, or look at the facts that show it.',
  };
}
