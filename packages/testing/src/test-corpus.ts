import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'vitest';

/** What expected.json says of a case; README.md of the corpora describes it. */
export interface Expected {
  valid: boolean | null;
  note?: string;
  expect?: Record<string, number>;
  counted?: Record<string, unknown>;
}

/** `../shared/corpora`, beside the repository or beside a folder around it. */
function findCorpora(): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'shared/corpora');
    if (existsSync(found)) return found;
  }
  return undefined;
}

/**
 * Judges each report of a format that its tool wrote, and says how many were right, refused and wrong. `judge` returns
 * what is wrong with a case, `refused: …` for one that is refused although it need not be, or nothing; `reasons` say
 * which may be refused, by name.
 */
export function testCorpus(
  format: string,
  judge: (file: string, expected: Expected) => Promise<string | undefined>,
  reasons: Record<string, string> = {},
): void {
  const corpora = findCorpora();
  const folder = join(corpora ?? '', format);
  if (corpora === undefined || !existsSync(folder)) {
    const said = `${format}: there is no ../shared/corpora/${format}, so no report of it was tried`;
    process.stdout.write(`corpora ${said}\n`);
    test.skip(said);
    return;
  }
  test(`${format}: every report of ../shared/corpora`, async ({ expect }) => {
    const cases = Object.entries<Expected>(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
    const answers: string[] = [];
    for (const [name, expected] of cases) {
      const answer = await judge(join(folder, name), expected);
      const reason = reasons[name] === undefined ? '' : ` (${reasons[name]})`;
      answers.push(answer === undefined ? 'right' : `${name}: ${answer}${reason}`);
    }
    const not = answers.filter((answer) => answer !== 'right');
    const refused = not.filter((answer) => answer.includes(': refused: '));
    const wrong = not.filter((answer) => !refused.includes(answer));
    process.stdout.write(
      `corpora ${format}: ${answers.length - not.length} right, ${refused.length} refused, ${wrong.length} wrong\n` +
        not.map((answer) => `  ${answer}\n`).join(''),
    );
    expect(cases.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
    expect(refused.map((answer) => answer.split(': ')[0])).toEqual(Object.keys(reasons));
  });
}
