import { GatehouseError } from '@gatehouse/contracts';
import { readYaml } from './read-yaml.ts';
import { decodeUtf8 } from './source-text.ts';
import type { TreeSource } from './tree-source.ts';

const packsPath = 'policies/packs.yaml';
const limit = 1024 * 1024;

/**
 * The files that judge, as text: those of policies/ by their path below it, and those of the packs that
 * policies/packs.yaml chooses, as `packs/<name>/<path>`. Throws `policy.invalid` for a list of packs that makes no sense,
 * and `policy.missing` for a pack that is not there.
 */
export async function readPolicyFiles(
  source: TreeSource,
  wanted: (path: string) => boolean,
): Promise<Record<string, string>> {
  const chosen = await readPacks(source);
  const below = await Promise.all([
    readFolder(source, 'policies', '', wanted),
    ...chosen.map((name) => readFolder(source, `packs/${name}`, `packs/${name}/`, wanted)),
  ]);
  const empty = chosen.find((_, index) => Object.keys(below[index + 1] ?? {}).length === 0);
  if (empty !== undefined) {
    throw new GatehouseError('policy.missing', `the pack ${empty} has no file that judges`, {
      hint: `Put it into packs/${empty}/, in the shape of policies/, or take it from the list.`,
      place: { file: packsPath },
    });
  }
  return Object.assign({}, ...below);
}

async function readFolder(
  source: TreeSource,
  folder: string,
  prefix: string,
  wanted: (path: string) => boolean,
): Promise<Record<string, string>> {
  const paths = (await source.files(folder)).filter((path) => wanted(path.slice(folder.length + 1)));
  const misplaced = paths.find((path) => path.startsWith('policies/packs/'));
  if (misplaced !== undefined) {
    throw new GatehouseError('policy.invalid', `${misplaced} is not where a pack lies, and would not judge`, {
      hint: 'Packs are folders of packs/, at the root of the repository.',
      place: { file: misplaced },
    });
  }
  const texts = paths.map(async (path) => {
    const bytes = (await source.read(path, limit)) as Buffer;
    return [prefix + path.slice(folder.length + 1), decodeUtf8(bytes, path)] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

async function readPacks(source: TreeSource): Promise<string[]> {
  const bytes = await source.read(packsPath, limit);
  if (bytes === null) return [];
  const { value } = readYaml(bytes, packsPath);
  const packs = (value as { packs?: unknown } | null)?.packs;
  const known =
    typeof value === 'object' && value !== null && Object.keys(value).every((key) => key === 'packs');
  if (known && Array.isArray(packs) && packs.every(isName) && new Set(packs).size === packs.length)
    return packs;
  throw new GatehouseError('policy.invalid', `${packsPath} is not a list of packs`, {
    hint: 'It holds `packs: [name]`: each the name of a folder of packs/ (lower case, digits, hyphens), each once.',
    place: { file: packsPath },
  });
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value);
}
