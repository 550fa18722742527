/**
 * P(D < d) of the two-sided Kolmogorov–Smirnov statistic of n values, by the first four terms of its expansion in
 * 1/√n. For n > 140 it is within about 1e-6.
 *
 * Source: Pelz & Good, "Approximating the lower tail-areas of the Kolmogorov–Smirnov one-sample statistic", Journal of
 * the Royal Statistical Society B 38 (1976); written as in Simard & L'Ecuyer (2011), eq. 7 and 8.
 */
export function pelzGoodCdf(n: number, d: number): number {
  const root = Math.sqrt(n);
  const z = root * d;
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  // Both sums are symmetric: each term stands for two, k and −k (or −k − 1).
  for (let k = 0; k < 40; k++) {
    const odd = (Math.PI * (k + 0.5)) ** 2;
    const weight = 2 * Math.exp(-odd / (2 * z2));
    k0 += weight;
    k1 += weight * (odd - z2);
    k2 += weight * (6 * z6 + 2 * z4 + odd * (2 * z4 - 5 * z2) + odd ** 2 * (1 - 2 * z2));
    k3 +=
      weight *
      (odd ** 3 * (5 - 30 * z2) +
        odd ** 2 * (-60 * z2 + 212 * z4) +
        odd * (135 * z4 - 96 * z6) -
        30 * z6 -
        90 * z ** 8);
  }
  let [even2, even3] = [0, 0];
  for (let k = 1; k < 40; k++) {
    const even = (Math.PI * k) ** 2;
    const weight = 2 * Math.exp(-even / (2 * z2));
    even2 += weight * even;
    even3 += weight * (3 * even * z2 - even ** 2);
  }
  const scale = Math.sqrt(Math.PI / 2);
  return (
    scale *
    (k0 / z +
      k1 / (6 * z4 * root) +
      (k2 / (72 * z ** 7) - even2 / (36 * z ** 3)) / n +
      (k3 / (6480 * z ** 10) + even3 / (216 * z6)) / (n * root))
  );
}
