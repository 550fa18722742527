import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PluginError } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { countsOf, fixtures, measureText } from './reports.ts';

type Format = Config['reports'][number]['format'];

const formats: Format[] = ['evidently', 'deepchecks', 'great-expectations', 'soda', 'dbt', 'tfdv'];
const cases = readdirSync(fixtures)
  // That a table is empty can be damaged away.
  .filter((name) => name.endsWith('.json') && !/-pass|-empty-table/.test(name))
  .map((name): [string, Format] => [name, formats.find((format) => name.startsWith(format)) as Format]);
const damages: unknown[] = [null, {}, [], 'x', 7, [null], { a: null }];

test.each(cases)(
  'damage to any place of %s is refused or measured, and passes no further check',
  async (name, format) => {
    const text = readFileSync(join(fixtures, name), 'utf8').replaceAll(/\bNaN\b/g, 'null');
    const before = await passedOf(format, text);
    const places = placesOf(JSON.parse(text)).filter((place) => place.length > 0);
    const stride = Math.ceil(places.length / 60);
    for (const [i, place] of places.entries()) {
      if (i % stride > 0) continue;
      const report = JSON.parse(text);
      const parent = place.slice(0, -1).reduce((here, key) => here[key], report);
      parent[place.at(-1) as string] = damages[i % damages.length];
      const after = await passedOf(format, JSON.stringify(report));
      // What has no anomaly has passed, so that an anomaly of another feature passes this one.
      if (format !== 'tfdv') expect([place.join('.'), after <= before]).toEqual([place.join('.'), true]);
    }
  },
);

/** How many checks passed; none where the report is refused. Anything but a PluginError is thrown. */
async function passedOf(format: Format, text: string): Promise<number> {
  try {
    return countsOf(await measureText(format, text)).passed as number;
  } catch (error) {
    if (error instanceof PluginError && error.hint) return 0;
    throw error;
  }
}

function placesOf(value: unknown, place: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...place, key]))];
}
