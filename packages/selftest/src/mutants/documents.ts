import { posix } from 'node:path';
import type { Release } from '@gatehouse/contracts';
import { type Mutant, step } from '../mutant.ts';
import type { Scene } from '../scene.ts';
import { parse } from './edit-release.ts';

const thin = 'inventory.document_thin';
const missing = 'inventory.section_missing';

/** Documents that are there, signed by everybody, and say nothing. */
export const documentMutants: Mutant[] = [
  written('a runbook of one line', 'have a file where something was to be written', 'runbook', [thin], () => {
    return 'Call somebody who knows.\n';
  }),
  written('a runbook that is still to be written', 'promise it', 'runbook', [thin], () => {
    const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];
    const words = alphabet.flatMap((one) => [`step${one}`, `then${one}`, `after${one}`]);
    return `# What to do\n\n${words.join(' ')}\n\nTODO\n`;
  }),
  written('a runbook that is a picture', 'show what nobody can read here', 'runbook', [thin], () => {
    return Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  }),
  written(
    'a model card of one line',
    'have a model that nobody has described',
    'model-card',
    [missing, thin],
    () => '# Model card\n\nIt is good.\n',
  ),
  written(
    'a model card with headings alone',
    'have the right words in the right places',
    'model-card',
    [missing, thin],
    () => '# Model card\n\n## Use\n\n## Data\n\n## Evaluation\n\n## Limits\n',
  ),
];

function written(
  name: string,
  tries: string,
  kind: string,
  [first, ...others]: readonly [string, ...string[]],
  content: () => string | Buffer,
): Mutant {
  const codes = [first, ...others] as const;
  return {
    name,
    tries,
    expect: codes,
    later: codes,
    mutate(scene) {
      const paths = pathsOf(scene, kind);
      if (!scene.asked.has(first) || paths.length === 0) return `the tier asks for no ${kind}`;
      const changes = paths.map((path) => [posix.join(scene.folder, path), Buffer.from(content())]);
      return step(scene.proposal.change(Object.fromEntries(changes)).signAll().merge());
    },
  };
}

/** The documents of a kind that lie in the folder of the release. */
function pathsOf(scene: Scene, kind: string): string[] {
  const { documents = [] } = parse(scene).toJS() as Release;
  return documents
    .filter((one) => one.kind === kind && !/^(https:|\.\.\/)/.test(one.path))
    .map(({ path }) => path);
}
