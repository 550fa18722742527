import type { KindName } from '../../src/config.ts';
import { drawer } from './random.ts';
import { named, styles } from './styles.ts';
import { values } from './values.ts';

/** A cell, and what is in it. */
export interface Cell {
  text: string;
  title: string;
  /** None for a near miss. */
  kind?: KindName;
  /** Of which sort it is, for the table. */
  sort: string;
}

// `…` is where the value stands.
const around = [
  '…',
  ' … ',
  '(…)',
  '[…]',
  '<…>',
  '{…}',
  '"…"',
  "'…'",
  '…,',
  '…;',
  '…. Next',
  '{"x":"…"}',
  '<td>…</td>',
  'a|…|b',
  'first line\n…\nlast line',
  'value: …',
  'value=…',
  'value:…',
  '#…',
  'as of today …, she said',
  'please note … for the file',
  'bitte … bis morgen prüfen',
  'merci de noter … au dossier',
  'anotar … en el expediente, por favor',
];

// Right behind a word: where a check digit, a plus sign or a country tells that it is one, whatever the word.
const touching = [
  'Nr.…',
  'no-…',
  'ref_…',
  'ref#…',
  'c…',
  'Konto…',
  'customerId…',
  'n°…',
  'Ref/…',
  'Id.…',
  'x.…',
  'key-…-end',
  '…_v',
  'Größe…',
  'Код…',
];
const free: KindName[] = ['phone', 'iban', 'card', 'cn_resident_id', 'fr_nir', 'it_codice_fiscale'];
const freeOfMail = [
  'Mail:…',
  'mailto:…',
  'mail=…&b=1',
  'https://x.example/?u=…',
  'user/…',
  '**…**',
  'Mail→…',
  'e-mail;…',
  'contact|…',
  '…_',
  '…-',
  '…/',
];

/** Cells that hold a kind, some of each way to write it in some place. */
export function positives(): Cell[] {
  const draw = drawer(1);
  const cells: Cell[] = [];
  const put = (kind: KindName, sort: string, place: string, written: string | undefined, title = 'note') => {
    if (written !== undefined) cells.push({ text: place.replace('…', () => written), title, kind, sort });
  };
  for (const [name, ways] of Object.entries(styles)) {
    const kind = name as KindName;
    const value = () => draw.one(values[kind]);
    for (const [way, style] of Object.entries(ways))
      for (let times = 0; times < 4; times++) put(kind, sortOf(way), draw.one(around), style(value()));
    for (const place of around)
      for (let times = 0; times < 2; times++) put(kind, 'in text, brackets, quotes', place, value());
    const places = kind === 'email' ? [...freeOfMail] : free.includes(kind) ? [...touching] : [];
    if (kind === 'phone') places.push('Tel.…', 'tel:…', 'Mobil…');
    for (const place of places)
      for (let times = 0; times < 3; times++)
        put(kind, 'right behind a word or sign', place, prefixed(kind, value()));
  }
  for (const [name, { words, titles, styles: ways }] of Object.entries(named)) {
    const kind = name as KindName;
    for (const style of Object.values(ways)) {
      for (const word of words) put(kind, 'named by a word', `${word}…`, style(draw.one(values[kind])));
      for (const word of words.slice(0, 3))
        put(kind, 'named by a word', `file of today, ${word}… and more`, style(draw.one(values[kind])));
      for (const title of titles) put(kind, 'named by the title', '…', style(draw.one(values[kind])), title);
    }
  }
  return cells;
}

/** Cells that hold a kind which nothing tells: without a check digit, a sign or a word it could be any number. */
export function untold(): Cell[] {
  const bare = (value: string) => value.replaceAll('-', '');
  const of = (kind: KindName, sort: string, texts: string[]) =>
    texts.map((text): Cell => ({ text, title: 'note', kind, sort }));
  return [
    ...of('us_ssn', 'US number without dashes', values.us_ssn.map(bare)),
    ...of(
      'us_ssn',
      'US number with spaces',
      values.us_ssn.map((value) => value.replaceAll('-', ' ')),
    ),
    ...of('us_itin', 'US number without dashes', values.us_itin.map(bare)),
    ...of('phone', 'telephone number without country code', Object.keys(named.phone?.styles ?? {})),
    ...of('email', 'address with the word at in a sentence', [
      'so anna at example.org has it',
      'ask bob.smith at example.com today',
    ]),
    ...of(
      'nl_bsn',
      'weak number right behind a word for something else',
      values.nl_bsn.map((value) => `Nr${value}`),
    ),
    ...of(
      'pl_pesel',
      'weak number right behind a word for something else',
      values.pl_pesel.map((value) => `no-${value}`),
    ),
  ];
}

// A phone number begins with its plus sign there.
function prefixed(kind: KindName, value: string): string {
  return kind === 'phone' ? value.replaceAll(' ', '') : value;
}

const scripts = ['fullWidth', 'arabic', 'persian', 'devanagari', 'bengali', 'thai', 'bold'];

function sortOf(way: string): string {
  if (way.startsWith('separated') || ['printed', 'spaced', 'dash', 'trunk'].includes(way))
    return 'with separators';
  if (scripts.includes(way)) return 'digits of other scripts';
  if (['zeroWidth', 'softHyphen', 'rightToLeft'].includes(way)) return 'with what cannot be seen';
  return ['asIs', 'upper', 'lower', 'doubleZero'].includes(way) ? 'plain' : 'encoded or spelled';
}
