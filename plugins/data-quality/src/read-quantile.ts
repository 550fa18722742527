import type { Distribution } from '@gatehouse/plugin-kit/statistics';

/**
 * A quantile of the finite values, and how far off it can be: the width of the group that it lies in. Null where there
 * is none. Definition 7 of Hyndman & Fan, "Sample quantiles in statistical packages" (1996); inside of a group, values
 * are taken to be spread evenly.
 */
export function readQuantile(
  { low, high, count }: Distribution,
  quantile: number,
): { value: number; bound: number } | null {
  const finite = [...low.keys()].filter((index) => Number.isFinite(low[index]));
  const n = finite.reduce((sum, index) => sum + (count[index] as number), 0);
  if (n === 0) return null;
  const position = (n - 1) * quantile;
  const valueAt = (rank: number) => {
    let before = 0;
    for (const index of finite) {
      const inside = count[index] as number;
      if (rank < before + inside) {
        const [from, to] = [low[index] as number, high[index] as number];
        const share = inside === 1 ? 0 : (rank - before) / (inside - 1);
        return { value: from + (to - from) * share, bound: isEnd(rank - before, inside) ? 0 : to - from };
      }
      before += inside;
    }
    throw new RangeError(`there is no value of rank ${rank}`);
  };
  const [below, above] = [valueAt(Math.floor(position)), valueAt(Math.ceil(position))];
  const share = position - Math.floor(position);
  return {
    value: below.value + (above.value - below.value) * share,
    bound: Math.max(below.bound, above.bound),
  };
}

// The first and the last value of a group are known.
function isEnd(rank: number, inside: number): boolean {
  return rank === 0 || rank === inside - 1;
}
