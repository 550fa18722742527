import type { Cell } from './cells.ts';
import { type Draw, drawer } from './random.ts';
import { wrong } from './values.ts';

const two = (n: number) => String(n).padStart(2, '0');
const date = (draw: Draw) =>
  [2000 + draw.below(30), 1 + draw.below(12), 1 + draw.below(28)] as [number, number, number];

/** The last digit of GTIN and ISBN-13. Source: GS1 General Specifications, section 7.9. */
function gtin(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

/** Source: ISO 2108, the check digit of ISBN-10. */
function isbn10(digits: string): string {
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return digits + (check === 10 ? 'X' : check);
}

/** Source: 3GPP TS 23.003, annex B: the last digit of an IMEI, by Luhn. */
function imei(digits: string): string {
  const sum = [...digits].reduce((total, digit, index) => {
    const twice = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}

function uuid(draw: Draw): string {
  return `${draw.hex(8)}-${draw.hex(4)}-4${draw.hex(3)}-${draw.one(['8', '9', 'a', 'b'])}${draw.hex(3)}-${draw.hex(12)}`;
}

const sorts: Record<string, (draw: Draw) => string> = {
  'order number': (draw) =>
    draw.one([
      () => `ORD-2024-${draw.digits(6)}`,
      () => `order ${1 + draw.below(9)}${draw.digits(6)}`,
      () => `#${draw.digits(5)}-${draw.digits(3)}`,
      () => `PO ${draw.digits(4)}/${draw.digits(4)}`,
      () => `${draw.digits(3)}-${draw.digits(7)}-${draw.digits(7)}`,
    ])(),
  'product code': (draw) =>
    draw.one([
      () => `${draw.letters(2)}-${draw.digits(4)}-${draw.digits(2)}`,
      () => `${draw.letters(3)}${draw.digits(5)}${draw.letters(2)}`,
      () => `SKU${draw.digits(3)}-${draw.digits(2)}-${draw.digits(4)}`,
      () => `${draw.letters(1)}${draw.digits(3)}.${draw.digits(3)}.${draw.digits(2)}`,
    ])(),
  hash: (draw) => draw.one([32, 40, 64, 12].map((length) => () => draw.hex(length)))(),
  UUID: (draw) => draw.one([uuid(draw), uuid(draw).toUpperCase(), `id_${uuid(draw)}`]),
  coordinates: (draw) =>
    draw.one([
      `${draw.below(90)}.${draw.digits(6)}, ${draw.below(180)}.${draw.digits(6)}`,
      `POINT(${draw.below(180)}.${draw.digits(9)} ${draw.below(90)}.${draw.digits(9)})`,
      `-${draw.below(90)}.${draw.digits(11)}`,
    ]),
  'version of software': (draw) =>
    draw.one([
      `${draw.below(20)}.${draw.below(40)}.${draw.below(99)}`,
      `v${draw.below(20)}.${draw.below(40)}.${draw.below(99)}-rc.${draw.below(9)}`,
      `10.0.${19041 + draw.below(3000)}.${1 + draw.below(3000)}`,
      `react@${draw.below(20)}.${draw.below(20)}.${draw.below(9)}-beta.one`,
      `nginx-1.${draw.below(30)}.${draw.below(9)}.tar.gz`,
    ]),
  'ISBN, EAN, GTIN': (draw) =>
    draw.one([
      () => gtin(`978${draw.digits(9)}`),
      () => gtin(`978${draw.digits(9)}`).replace(/(...)(.)(...)(.....)/, '$1-$2-$3-$4-'),
      () => gtin(`4${draw.digits(11)}`),
      () => gtin(draw.digits(7)),
      () => gtin(`0${draw.digits(12)}`),
      () => isbn10(draw.digits(9)).replace(/(.)(...)(.....)/, '$1-$2-$3-'),
    ])(),
  IMEI: (draw) => imei(`35${draw.digits(12)}`),
  'date and time': (draw) => {
    const [year, month, day] = date(draw);
    const time = `${two(draw.below(24))}:${two(draw.below(60))}:${two(draw.below(60))}`;
    return draw.one([
      `${year}-${two(month)}-${two(day)}`,
      `${two(day)}.${two(month)}.${year}`,
      `${month}/${day}/${year} ${time}`,
      `${year}-${two(month)}-${two(day)}T${time}.${draw.digits(3)}Z`,
      `${year}-${two(month)}-${two(day)} ${time}+02:00`,
      `${year}${two(month)}${two(day)}`,
      `${year}${two(month)}${two(day)}${time.replaceAll(':', '')}`,
      `phone checked ${year}-${two(month)}-${two(day)}`,
    ]);
  },
  'epoch time': (draw) =>
    draw.one([`17${draw.digits(8)}`, `17${draw.digits(11)}`, `17${draw.digits(14)}`, `17${draw.digits(17)}`]),
  price: (draw) =>
    draw.one([
      `€ ${1 + draw.below(9)}.${draw.digits(3)}.${draw.digits(3)},${draw.digits(2)}`,
      `${1 + draw.below(9)},${draw.digits(3)},${draw.digits(3)}.${draw.digits(2)}`,
      `$${draw.digits(5)}.00`,
      `${1 + draw.below(9)} ${draw.digits(3)} ${draw.digits(3)} EUR`,
      `+${1 + draw.below(9)}000000`,
      `${draw.digits(9)}.${draw.digits(2)}`,
    ]),
  'file name': (draw) => {
    const [year, month, day] = date(draw);
    const stamp = `${year}${two(month)}${two(day)}`;
    return draw.one([
      `IMG_${stamp}_${draw.digits(6)}.jpg`,
      `PXL_${stamp}_${draw.digits(9)}.jpg`,
      `scan-${year}-${two(month)}-${two(day)}.pdf`,
      `logo@2x.png`,
      `icon-${draw.digits(3)}@3x.webp`,
      `backup_17${draw.digits(8)}.tar.gz`,
      `report_${draw.digits(11)}_final.xlsx`,
    ]);
  },
  'MAC address, time, code': (draw) =>
    draw.one([
      Array.from({ length: 6 }, () => draw.hex(2)).join(':'),
      `${two(draw.below(24))}:${two(draw.below(60))}:${two(draw.below(60))}:${two(draw.below(60))}`,
      'std::vector::size',
      '@decorator.of(class)',
      `1.5e+${draw.digits(2)}`,
      `1Z${draw.digits(3)}AA1${draw.digits(7)}4`,
    ]),
  'address of nothing': (draw) =>
    draw.one([
      'look at example.com for more',
      'available at example.com',
      'contact us at example.com',
      'we met at st. mary in 1999',
      '3 @ 4.50 each',
      '@anna_77 on social media',
      'nobody@localhost',
      `${draw.digits(3)}.${400 + draw.below(500)}.1.1`,
      'arrived at 10.30 and left at 11.45',
    ]),
  measures: (draw) =>
    draw.one([
      `${draw.digits(3)}x${draw.digits(3)}x${draw.digits(4)} mm`,
      `${draw.digits(2)} % of ${draw.digits(5)}`,
      `${draw.digits(3)} ${draw.digits(2)} ${draw.digits(4)}`,
      Array.from({ length: 9 }, () => draw.digits(2)).join(' '),
      Array.from({ length: 7 }, () => 1990 + draw.below(40)).join(', '),
    ]),
  // By chance one in eleven passes a check digit: no context tells them apart.
  'number of 9 digits': (draw) => `${1 + draw.below(9)}${draw.digits(8)}`,
  'number of 10 digits': (draw) => `${1 + draw.below(9)}${draw.digits(9)}`,
  'number of 11 digits': (draw) => `${1 + draw.below(9)}${draw.digits(10)}`,
  'number of 16 digits': (draw) => `${1 + draw.below(9)}${draw.digits(15)}`,
};

/** Cells that look like personal data and hold none. */
export function nearMisses(): Cell[] {
  const draw = drawer(2);
  const cells: Cell[] = Object.entries(sorts).flatMap(([sort, make]) =>
    Array.from({ length: 120 }, () => ({ text: make(draw), title: 'note', sort })),
  );
  for (const numbers of Object.values(wrong))
    for (const text of numbers.filter((number) => !/^9\d\d-/.test(number))) // may be an ITIN
      cells.push({ text, title: 'note', sort: 'check digit that is wrong' });
  return cells;
}
