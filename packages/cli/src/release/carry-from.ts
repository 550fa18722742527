import { GatehouseError } from '@gatehouse/contracts';
import { readRelease, releaseLimit, type TreeSource } from '@gatehouse/facts';
import { carryOn, filesToCarry } from './carry-on.ts';

/** What a next version begins with. Paths are from the folder of the release. */
export interface Carried {
  /** Of release.yaml. */
  text: string;
  /** Those that come along. */
  files: string[];
  /** Those that the version before had of its own: artifacts, data sets, reports. */
  own: string[];
}

/** Reads the version that a new one carries on from. Throws `input.missing`, and what `readRelease` throws. */
export async function carryFrom(tree: TreeSource, folder: string, version: string): Promise<Carried> {
  const bytes = await tree.read(`${folder}/release.yaml`, releaseLimit);
  if (bytes === null)
    throw noSuchVersion(folder, [...(await tree.folders(folder.replace(/\/[^/]+$/, ''))).keys()]);
  const { release } = readRelease(bytes, folder);
  const all = (await tree.files(folder)).map((path) => path.slice(folder.length + 1));
  const files = filesToCarry(all, release);
  const own = all.filter(
    (path) => !files.includes(path) && !/^(evidence\/|(release|outcome)\.yaml$)/.test(path),
  );
  return { text: carryOn(bytes.toString('utf8'), release, version), files, own };
}

function noSuchVersion(folder: string, versions: readonly string[]): GatehouseError {
  return new GatehouseError('input.missing', `there is no ${folder}/release.yaml to carry on from`, {
    hint:
      versions.length === 0
        ? 'Leave --from out: it is the first version.'
        : `There is: ${versions.join(', ')}.`,
    place: { file: folder },
  });
}
