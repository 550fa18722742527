import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { describeProfileMethods } from './methods.ts';
import { missingShare } from './missing-shares.ts';
import type { Config } from './plugin.ts';
import { writeProfile } from './profile/profile-json.ts';
import { profileSide } from './profile/profile-table.ts';
import type { Side } from './sides.ts';

/** Saves the profile of the reference and compares nothing. Throws PluginError `bad-config` without `save_profile`. */
export async function measureProfile(
  reference: Side,
  { config, progress }: PluginContext<Config>,
): Promise<Measured> {
  if (!config.save_profile)
    throw new PluginError(
      'bad-config',
      'there is no `current`: nothing can be compared',
      'Name the table that may have drifted, or set `save_profile: true` to keep a profile of the reference alone.',
    );
  const details = await profileDetails(reference, config, (share) => progress(share, 'profile'));
  const names = Object.keys(details.profile.columns as object);
  const columns = names.length;
  return {
    examined: reference.rows,
    methods: describeProfileMethods(),
    measurements: [
      { metric: 'columns_profiled', value: columns, n: reference.columns.size, labels: {} },
      ...names.map((name) => missingShare(reference, name)),
    ],
    headline: { columns_profiled: columns, rows: reference.rows },
    details: { rows: { reference: reference.rows }, ...details },
  };
}

/** The profile of a side as the details of evidence. */
export async function profileDetails(
  side: Side,
  { exclude = [], categorical = [] }: Config,
  progress: (share: number) => void = () => {},
): Promise<{ profile: Record<string, unknown> }> {
  if (!side.hasValues)
    throw new PluginError('needs-values', `${side.shown} is a profile already`, 'Leave `save_profile` out.');
  const kept = new Map([...side.columns].filter(([name]) => !exclude.includes(name)));
  return { profile: writeProfile(await profileSide({ ...side, columns: kept }, categorical, progress)) };
}
