import { PluginError } from '@gatehouse/plugin-kit';
import type { ColumnType, Side, SideName } from '../sides.ts';
import type { ColumnProfile, Profile } from './profile.ts';

/** A profile in the place of the table that it was made of. */
export function profileAsSide(profile: Profile, name: SideName, shown: string): Side {
  const column = (of: string) => profile.columns.get(of) as ColumnProfile;
  return {
    name,
    shown,
    rows: profile.rows,
    columns: new Map<string, ColumnType>(profile.columns),
    hasValues: false,
    prepare: async () => {},
    missing: (of) => column(of).missing,
    async numbers(of, grid) {
      const { numbers } = column(of);
      if (numbers === undefined || grid === 'exact') throw new Error(`a profile has no ${grid} of ${of}`);
      return { distribution: numbers[grid], moments: numbers.moments };
    },
    async categories(of) {
      const { categories } = column(of);
      if (categories !== undefined) return categories;
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
