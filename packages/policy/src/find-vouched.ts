import type { Decision, Facts } from '@gatehouse/contracts';

/**
 * The fields of the release that people in their role have signed for, question by question: those that the answers rest
 * on, its name, `checklists` where everything that it lists was confirmed, and `release` where all of them are there.
 */
export function findVouched(
  { release }: Pick<Facts, 'release'>,
  questions: Decision['questions'],
): ReadonlySet<string> {
  const confirmed = questions.filter(({ by }) => by !== null);
  if (confirmed.length === 0) return new Set();
  const items = new Set(confirmed.map(({ item }) => item));
  const lists = Array.isArray(release.checklists) ? release.checklists : [];
  const listed = lists.flatMap(({ module, items }) =>
    // Whatever the list is: without items it names nothing that could have been confirmed.
    Array.isArray(items) ? items.map(({ id }) => `${module}/${id}`) : [`${module}`],
  );
  const vouched = new Set(['schema', 'name', 'version', ...confirmed.flatMap(({ rests_on }) => rests_on)]);
  if (listed.every((item) => items.has(item))) vouched.add('checklists');
  if (Object.keys(release).every((part) => vouched.has(part))) vouched.add('release');
  return vouched;
}
