import type { KindName } from '../../src/config.ts';

/** A way to write a value, or undefined where it does not fit. */
export type Style = (value: string) => string | undefined;

const groups =
  (...sizes: number[]) =>
  (separator: string): Style =>
  (value) => {
    if (value.length !== sizes.reduce((sum, size) => sum + size, 0)) return undefined;
    const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
    return ends.map((end, index) => value.slice(ends[index - 1] ?? 0, end)).join(separator);
  };
const fours =
  (separator: string): Style =>
  (value) =>
    value.replaceAll(/.{4}(?=.)/g, `$&${separator}`);
const sixteen = (separator: string): Style => groups(4, 4, 4, 4)(separator);
const asIs: Style = (value) => value;

const zeros = {
  fullWidth: 0xff10,
  arabic: 0x660,
  persian: 0x6f0,
  devanagari: 0x966,
  bengali: 0x9e6,
  thai: 0xe50,
  bold: 0x1d7ce,
};
const scripts = Object.fromEntries(
  Object.entries(zeros).map(([script, zero]): [string, Style] => [
    script,
    (value) => value.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit))),
  ]),
);
const unseen: Record<string, Style> = {
  zeroWidth: (value) => value.replaceAll(/..(?=.)/gu, '$&\u200b'),
  softHyphen: (value) => value.replaceAll(/....(?=.)/gu, '$&\u00ad'),
  rightToLeft: (value) => `\u200f${value}\u200e`,
};
const spaces = [' ', '\u00a0', '\u202f', '\u2009', '\u3000'];
const dashes = ['-', '\u2010', '\u2011', '\u2013', '\u2014', '\u2212', '\uff0d'];
const others = ['.', '/', '_', ' - ', '  '];
const signs = [':', '|', '*', ','];

const every = (style: (separator: string) => Style, separators: string[]) =>
  Object.fromEntries(separators.map((one) => [`separated by ${JSON.stringify(one)}`, style(one)]));
const again = (separators: string[]): Record<string, Style> =>
  Object.fromEntries(
    separators.map((one): [string, Style] => [
      `separated by ${JSON.stringify(one)}`,
      (value) => value.replaceAll(/[ -]/g, one),
    ]),
  );

const encode =
  (at: string, dot = '.'): Style =>
  (value) =>
    value.replace('@', at).replace(/(?<=@?[^.]*)\.(?=[^.@]*$)/, dot);
const spelled =
  (at: string, dot: string): Style =>
  (value) => {
    const [local, domain = ''] = value.split('@');
    return `${local}${at}${domain.replaceAll('.', dot)}`;
  };

/** The ways that a kind is written where nothing beside it tells what it is. */
export const styles: Record<KindName, Record<string, Style>> = {
  email: {
    asIs,
    upper: (value) => value.toUpperCase(),
    percent: encode('%40'),
    twicePercent: encode('%2540'),
    uri: (value) => encodeURIComponent(value),
    decimalEntity: encode('&#64;'),
    hexEntity: encode('&#x40;', '&#46;'),
    namedEntity: encode('&commat;', '&period;'),
    json: encode('\\u0040'),
    fullWidth: encode('\uff20', '\uff0e'),
    parenthesis: spelled(' (at) ', '.'),
    brackets: spelled('[at]', '[dot]'),
    braces: spelled(' {at} ', ' {dot} '),
    words: spelled(' at ', ' dot '),
    german: spelled(' (ät) ', ' (punkt) '),
    spanish: spelled(' arroba ', ' punto '),
    french: spelled(' (arobase) ', ' (point) '),
    zeroWidth: unseen.zeroWidth as Style,
  },
  phone: {
    asIs,
    ...again([...spaces, ...dashes, '.', '/', '']),
    ...scripts,
    ...unseen,
    trunk: (value) => (value.startsWith('+49') ? value.replace('+49 ', '+49 (0)') : undefined),
    doubleZero: (value) => value.replace('+', '00'),
  },
  iban: {
    asIs,
    lower: (value) => value.toLowerCase(),
    ...every(fours, [...spaces, ...dashes, ...others, ...signs]),
    ...scripts,
    ...unseen,
  },
  card: {
    asIs,
    ...every(fours, [...spaces, ...dashes, ...others]),
    ...every(sixteen, signs),
    ...scripts,
    ...unseen,
  },
  ipv4: { asIs, ...scripts, ...unseen },
  ipv6: { asIs, upper: (value) => value.toUpperCase(), ...unseen },
  br_cpf: {
    asIs,
    printed: (value) => value.replace(/(...)(...)(...)/, '$1.$2.$3-'),
    ...every(groups(3, 3, 3, 2), [...spaces, ...dashes]),
    ...scripts,
    ...unseen,
  },
  cn_resident_id: { asIs, ...every(groups(6, 8, 4), [...spaces, ...dashes]), ...scripts, ...unseen },
  de_tax_id: { asIs, ...every(groups(2, 3, 3, 3), [...spaces, ...dashes, '/', '.']), ...scripts, ...unseen },
  es_dni_nie: {
    asIs,
    lower: (value) => value.toLowerCase(),
    dash: (value) => value.replace(/(.)$/, '-$1'),
    printed: (value) => (/^\d/.test(value) ? value.replace(/(..)(...)(...)(.)/, '$1.$2.$3-$4') : undefined),
    ...scripts,
    ...unseen,
  },
  fr_nir: {
    asIs,
    ...every(groups(1, 2, 2, 2, 3, 3, 2), [...spaces, ...dashes, '.', '/']),
    ...scripts,
    ...unseen,
  },
  it_codice_fiscale: {
    asIs,
    lower: (value) => value.toLowerCase(),
    ...every(groups(3, 3, 5, 5), [' ', '-', '\u2011']),
    ...scripts,
    ...unseen,
  },
  nl_bsn: { asIs, printed: groups(4, 2, 3)('.'), spaced: groups(4, 2, 3)(' '), ...scripts, ...unseen },
  pl_pesel: { asIs, ...scripts, ...unseen },
  us_ssn: { asIs, ...again(dashes), ...scripts, ...unseen },
  us_itin: { asIs, ...again(dashes), ...scripts, ...unseen },
};

/** More ways, where a word or a title says what it is. */
export const named: Partial<
  Record<KindName, { words: string[]; titles: string[]; styles: Record<string, Style> }>
> = {
  email: {
    words: ['E-Mail: ', 'e-mail ', 'Mail: ', 'courriel : ', 'correo: '],
    titles: ['email', 'E-Mail-Adresse', 'courriel', 'correo'],
    styles: { at: spelled(' at ', '.') },
  },
  phone: {
    words: [
      'Tel. ',
      'Tel.: ',
      'Tel.',
      'phone ',
      'Phone number: ',
      'Mobil ',
      'Handy-Nr. ',
      'Telefon: ',
      'Fax ',
      'tél. ',
      'téléphone : ',
      'portable ',
      'móvil ',
      'teléfono: ',
      'tel_',
      'Phone=',
    ],
    titles: [
      'phone',
      'phone_number',
      'Telefon',
      'Handynummer',
      'téléphone',
      'N° de téléphone',
      'teléfono',
      'mobile',
      'Fax-Nr.',
    ],
    styles: Object.fromEntries(
      [
        '030 901820',
        '030/901820',
        '0151-23456789',
        '06 12 34 56 78',
        '06.12.34.56.78',
        '612 34 56 78',
        '020 7946 0958',
        '2025550143',
        '(0)30 901820',
        '00493090182000',
      ].map((number): [string, Style] => [number, () => number]),
    ),
  },
  us_ssn: {
    words: [
      'SSN ',
      'SSN:',
      'SSN',
      'ssn=',
      'ssn_',
      'SSN-',
      'my SSN is ',
      'SSN#',
      'Social Security Number: ',
      'social security no. ',
      'customerSsn',
      'Sozialversicherungsnummer: ',
      'número de seguro social: ',
      'sécurité sociale ',
    ],
    titles: ['ssn', 'SSN_number', 'social_security', 'socialSecurityNumber', 'social_security_no'],
    styles: {
      bare: (value) => value.replaceAll('-', ''),
      spaced: (value) => value.replaceAll('-', ' '),
      dotted: (value) => value.replaceAll('-', '.'),
      slashed: (value) => value.replaceAll('-', '/'),
      dashed: asIs,
    },
  },
  us_itin: {
    words: ['ITIN ', 'ITIN: ', 'itin_', 'TIN: ', 'Tax ID: ', 'taxpayer id ', 'ITIN-', 'ITIN'],
    titles: ['itin', 'tax_id', 'taxpayer_id', 'TIN'],
    styles: {
      bare: (value) => value.replaceAll('-', ''),
      spaced: (value) => value.replaceAll('-', ' '),
      dashed: asIs,
    },
  },
  br_cpf: { words: ['CPF', 'CPF-', 'cpf_', 'CPF: ', 'CPF nº '], titles: [], styles: { asIs } },
  de_tax_id: {
    words: ['IdNr.', 'Steuer-ID ', 'SteuerID', 'steuer_id_', 'Steuer-ID-'],
    titles: [],
    styles: { asIs },
  },
  es_dni_nie: {
    words: ['DNI', 'DNI ', 'NIE-', 'dni_', 'NIF: '],
    titles: ['dni', 'NIF'],
    styles: { asIs, spaced: (value) => value.replace(/(.)$/, ' $1') },
  },
  nl_bsn: {
    words: ['BSN', 'BSN-', 'bsn_', 'BSN: '],
    titles: ['bsn'],
    styles: { asIs, threes: groups(3, 3, 3)(' ') },
  },
  pl_pesel: {
    words: ['PESEL', 'PESEL-', 'pesel_', 'PESEL: '],
    titles: ['pesel'],
    styles: { asIs, spaced: groups(6, 5)(' ') },
  },
  card: {
    words: ['card ', 'Card number: ', 'Karte ', 'Kreditkarte: ', 'carte n° ', 'tarjeta '],
    titles: ['card_number', 'Kartennummer', 'numéro de carte', 'tarjeta'],
    styles: { pairs: (value) => value.replaceAll(/..(?=.)/g, '$& ') },
  },
  ipv4: { words: ['ip_', 'IP', 'client-', 'host_'], titles: [], styles: { asIs } },
};
