import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { type Reading, tellReadings } from '@gatehouse/plugin-kit/table';
import type { Config } from './config.ts';
import { describeProfileMethods } from './methods.ts';
import { missingShare } from './missing-shares.ts';
import { usualBins } from './options.ts';
import type { Profile } from './profile/profile.ts';
import { writeProfile } from './profile/profile-json.ts';
import { profileSide } from './profile/profile-table.ts';
import type { Side } from './sides.ts';

/** Saves the profile of the reference and compares nothing. Throws PluginError `bad-config` without `save_profile`. */
export async function measureProfile(
  reference: Side,
  { config, progress }: PluginContext<Config>,
  readings: readonly Reading[],
): Promise<Measured> {
  if (!config.save_profile)
    throw new PluginError(
      'bad-config',
      'there is no `current`: nothing can be compared',
      'Name the table that may have drifted, or set `save_profile: true` to keep a profile of the reference alone.',
    );
  const profile = await profileOf(reference, config, (share) => progress(share, 'profile'));
  const columns = profile.columns.size;
  return {
    examined: reference.rows,
    methods: describeProfileMethods(),
    measurements: [
      { metric: 'columns_profiled', value: columns, n: reference.columns.size, labels: {} },
      ...[...profile.columns].map(([name, { missing }]) => missingShare('reference', name, missing)),
    ],
    headline: { columns_profiled: columns, rows: reference.rows },
    details: {
      rows: { reference: reference.rows },
      ...tellReadings(readings, config.reader),
      profile: writeProfile(profile),
    },
  };
}

/** The profile of the configured columns of a side; of shards, that of the whole. */
export async function profileOf(
  side: Side,
  { exclude = [], categorical = [], bins = usualBins }: Config,
  progress: (share: number) => void = () => {},
): Promise<Profile> {
  if (side.profile !== undefined) {
    const kept = [...side.profile.columns].filter(([name]) => !exclude.includes(name));
    return { rows: side.profile.rows, columns: new Map(kept) };
  }
  const columns = new Map([...side.columns].filter(([name]) => !exclude.includes(name)));
  return profileSide({ ...side, columns }, { categorical, bins }, progress);
}
