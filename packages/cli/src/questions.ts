import { type Decision, type Facts, GatehouseError } from '@gatehouse/contracts';
import { confirmationDigest } from '@gatehouse/facts';
import { escapeTerminal } from '@gatehouse/report';
import type { Confirmation } from '@gatehouse/signoff';
import type { Host } from './host.ts';
import { asked, refused, type Signer } from './signer.ts';

/** Something that a release says or is asked, and that people confirm under their own key. */
export type Question = Decision['questions'][number];

/** What waits for an answer and the signer may give it: in their role, and not where the release names somebody else. */
export function questionsFor({ questions }: Decision, signer: Signer): Question[] {
  return questions.filter((question) => question.open && mayAnswer(question, signer));
}

/** The questions about some items. Throws `usage.value` for one that is not asked, `refused.role` for one of others. */
export function chooseQuestions(decision: Decision, signer: Signer, items: readonly string[]): Question[] {
  return items.flatMap((item) => {
    const about = decision.questions.filter((question) => question.item === item);
    if (about.length === 0) throw notAsked(decision, item);
    const own = about.filter((question) => mayAnswer(question, signer));
    if (own.length > 0) return own;
    const [{ roles, named }] = about as [Question];
    throw refused(
      `${signer.principal} cannot confirm ${item}`,
      named === null || named === signer.principal
        ? `It asks for somebody with the role ${roles.join(' or ')}.`
        : `The release says that ${named} has: ask ${named}, or take the name out.`,
    );
  });
}

/** Shows each question with what it rests on, and asks whether it is so; those to which the answer was yes. */
export async function askQuestions(
  host: Host,
  facts: Facts,
  questions: readonly Question[],
  yes: boolean | undefined,
): Promise<Question[]> {
  if (questions.length === 0) return [];
  host.stdout.write(yes ? 'You confirm:\n' : 'You are asked to confirm, one by one:\n');
  const answered: Question[] = [];
  for (const question of questions) {
    host.stdout.write(describeQuestion(facts, question));
    if (yes || (await asked(host, '    Is that so? [y/N] '))) answered.push(question);
  }
  return answered;
}

/** The answers as a sign-off carries them. */
export function confirmationsOf(facts: Facts, questions: readonly Question[]): Confirmation[] {
  const byItem = new Map(questions.map((question) => [question.item, question]));
  return [...byItem.values()]
    .map(({ item, version, rests_on: parts }) => ({ item, version, parts }))
    .map((one) => ({ ...one, digest: confirmationDigest(facts, one) }))
    .sort((one, other) => (one.item < other.item ? -1 : 1));
}

function mayAnswer({ roles, named }: Question, { principal, roles: held }: Signer): boolean {
  return (named === null || named === principal) && roles.some((role) => held.includes(role));
}

function describeQuestion({ release, files }: Facts, { item, question, rests_on }: Question): string {
  const said = (release.checklists ?? []).flatMap(({ module, items }) =>
    items.filter(({ id }) => `${module}/${id}` === item),
  );
  const digests = said.flatMap(({ evidence }) => {
    if (evidence === undefined) return [];
    const digest = files[evidence]?.digest;
    return [digest === undefined ? evidence : `${evidence} (${digest.slice(0, 19)}…)`];
  });
  const rests = [...digests, ...rests_on.map((part) => `${part}:`), 'the artifacts'];
  const lines = [
    `  ${item}  ${question}`,
    ...said.flatMap(({ note }) => (note === undefined ? [] : [`    says: ${note}`])),
    `    rests on ${rests.join(', ')}`,
  ];
  return `${lines.map(escapeTerminal).join('\n')}\n`;
}

function notAsked({ questions, release }: Decision, item: string): GatehouseError {
  const items = questions.map((question) => question.item);
  return new GatehouseError('usage.value', `${release} does not ask for ${item}`, {
    hint: items.length === 0 ? 'It asks nobody to confirm anything.' : `It asks for: ${items.join(', ')}.`,
  });
}
