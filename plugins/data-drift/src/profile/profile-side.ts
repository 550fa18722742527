import { PluginError } from '@gatehouse/plugin-kit';
import type { ColumnType, Side, SideName } from '../sides.ts';
import type { ColumnProfile, Profile } from './profile.ts';

/** A profile in the place of the table that it was made of. */
export function profileAsSide(profile: Profile, name: SideName, shown: string): Side {
  const column = (of: string) => profile.columns.get(of) as ColumnProfile;
  const numbersOf = (of: string) => {
    const { numbers } = column(of);
    if (numbers === undefined) throw new PluginError('bad-profile', `${shown} has no numbers of ${of}`);
    return numbers;
  };
  return {
    name,
    shown,
    rows: profile.rows,
    columns: new Map<string, ColumnType>(profile.columns),
    hasValues: false,
    profile,
    prepare: async () => {},
    async numbers(of, grid) {
      const { missing } = column(of);
      if (grid === 'exact') throw new Error(`${shown} does not keep every value`);
      const { moments, quantiles, ...grids } = numbersOf(of);
      return { missing, distribution: grids[grid], moments, ...(quantiles && { quantiles }) };
    },
    async categories(of) {
      const { missing, categories } = column(of);
      if (categories !== undefined) return { missing, categories };
      throw new PluginError(
        'bad-profile',
        `${shown} knows ${of} as numbers, not as categories`,
        'Make the profile again with the same `categorical`.',
      );
    },
    parts: async () => [],
    close: () => {},
  };
}
