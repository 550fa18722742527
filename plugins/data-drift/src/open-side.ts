import { readFile, stat } from 'node:fs/promises';
import { mergeProfiles } from './profile/merge-profiles.ts';
import type { Profile } from './profile/profile.ts';
import { readProfile } from './profile/profile-json.ts';
import { profileAsSide } from './profile/profile-side.ts';
import { profileSide } from './profile/profile-table.ts';
import type { HowToRead, NamedFile, Side, SideName } from './sides.ts';
import { openTableSide } from './table-side.ts';

// A profile of a thousand columns has about 20 MB.
const largestProfile = 64 * 2 ** 20;

/** Opens a table or a profile; of several parts, each of which may be either, the profile of the whole. */
export async function openSide(
  name: SideName,
  parts: readonly [NamedFile, ...NamedFile[]],
  categorical: readonly string[],
  how: HowToRead,
): Promise<Side> {
  const [first, ...others] = parts;
  if (others.length === 0) return openOne(name, first, how);
  const shown = parts.map((part) => part.shown).join(' + ');
  let whole: Profile | undefined;
  for (const part of parts) {
    const profile = await profileOf(name, part, categorical, how);
    whole = whole === undefined ? profile : mergeProfiles(whole, profile);
  }
  return profileAsSide(whole as Profile, name, shown);
}

async function openOne(name: SideName, part: NamedFile, how: HowToRead): Promise<Side> {
  const profile = await readProfileFile(part.file, part.shown);
  return profile === undefined ? openTableSide(name, part, how) : profileAsSide(profile, name, part.shown);
}

async function profileOf(
  name: SideName,
  part: NamedFile,
  categorical: readonly string[],
  how: HowToRead,
): Promise<Profile> {
  const profile = await readProfileFile(part.file, part.shown);
  if (profile !== undefined) return profile;
  const side = await openTableSide(name, part, how);
  try {
    return await profileSide(side, { categorical }, () => {});
  } finally {
    side.close();
  }
}

// JSON may be a table as well: what is no profile is left to DuckDB.
async function readProfileFile(file: string, shown: string): Promise<Profile | undefined> {
  if (!/\.json$/i.test(shown) || (await stat(file)).size > largestProfile) return undefined;
  const text = await readFile(file, 'utf8');
  try {
    return readProfile(JSON.parse(text), shown);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
