import type { KindName } from '../config.ts';
import { isCard } from './card.ts';
import { isDisguisedEmail, isEmail } from './email.ts';
import { ibanPattern, isIban } from './iban.ts';
import { isIpv4, isIpv6 } from './ip.ts';
import {
  isChineseId,
  isCodiceFiscale,
  isCpf,
  isDutchBsn,
  isFrenchNir,
  isGermanTaxId,
  isItin,
  isPesel,
  isSpanishId,
  isSsn,
} from './national-ids.ts';
import { isInternational, isPhoneOfForm, isSubscriber } from './phone.ts';

/** A way to write a kind. */
export interface Form {
  /**
   * A regular expression of Unicode. What repeats is bounded and never begins as what follows it, so that the steps of
   * a search grow with the length of the text alone.
   */
  pattern: string;
  /** Characters that must not stand right before and after it, as inside of a class; without it, digits. */
  before?: string;
  after?: string;
  /**
   * Where it is one: `free` anywhere but inside of a longer number or a token that mixes letters and digits; `apart`
   * where no letter, `_`, `.`, `+` or `-` touches it; `alone` where the cell holds nothing else; `named` only beside
   * a word of the kind or below a title with it, which always suffices.
   */
  stands: 'free' | 'apart' | 'alone' | 'named';
  /** The least digits in a row that it has, what separates them aside (shape.ts). */
  digits?: number;
  /** What every text of this form holds, where that is quicker to look for. */
  trace?: RegExp;
  /** In place of the kind's. */
  check?(text: string): boolean;
}

/** A kind of personal data: how it is written, and what it must keep. */
export interface Kind {
  forms: Form[];
  check(text: string): boolean;
  /** In words, with the share of random texts of this form that pass. */
  checked: string;
}

const word = '\\p{L}\\p{N}';
const local = `[${word}._%+'-]{1,64}`;
const label = `[${word}-]{1,63}`;
const top = '(?:xn--[A-Za-z0-9-]{1,59}|\\p{L}{2,63})';
const at = '(?:at|AT|At|ät|arroba|arobase|@)';
const dot = '(?:dot|DOT|Dot|punkt|Punkt|punto|point)';
const spelledDot = `(?: ?[(\\[{<] ?${dot} ?[)\\]}>] ?| ${dot} )`;
const email = {
  before: `${word}._%+'-`,
  after: word,
  trace: /@| (?:at|ät|arroba|arobase) |[([{<] ?(?:at|ät|arroba|arobase)/i,
};
const s = '[ ._/-]'; // between the groups of a number
// Behind a letter or a dash it is rather the number of a part, unless a word says otherwise.
const dashed = { before: `${word}+-`, after: word };

export const kinds: Record<KindName, Kind> = {
  email: {
    forms: [
      { ...email, trace: /@/, pattern: `${local}@${label}(?:\\.${label}){0,8}\\.${top}`, stands: 'free' },
      {
        ...email,
        pattern: `${local} ?[(\\[{<] ?${at} ?[)\\]}>] ?${label}(?:(?:\\.|${spelledDot})${label}){0,8}(?:\\.|${spelledDot})${top}`,
        stands: 'free',
        check: isDisguisedEmail,
      },
      {
        ...email,
        pattern: `${local}(?: ${at} |@)${label}(?:(?:\\.|${spelledDot})${label}){0,8}${spelledDot}${top}`,
        stands: 'free',
        check: isDisguisedEmail,
      },
      {
        ...email,
        pattern: `${local}(?: ${at} |@ | @)${label}(?:\\.${label}){0,8}\\.${top}`,
        stands: 'alone',
        check: isDisguisedEmail,
      },
    ],
    check: isEmail,
    checked: 'form and lengths of RFC 5321 and 6531; also encoded, and spelled with (at) and dot',
  },
  phone: {
    forms: [
      { pattern: '\\+\\(?\\d(?:[ .()/_-]{0,4}\\d){7,14}', digits: 8, stands: 'free', check: isInternational },
      {
        pattern: '(?<!\\d )00[1-9]\\d{0,2}[ ./()-]{1,3}\\d(?:[ .()/-]{0,3}\\d){5,12}',
        digits: 10,
        stands: 'apart',
        check: isInternational,
      },
      { pattern: '(?:1[ .-])?\\(?[2-9]\\d\\d\\)?[ .-] ?[2-9]\\d\\d[ .-]\\d{4}', digits: 10, stands: 'apart' },
      { pattern: '\\([2-9]\\d\\d\\)[2-9]\\d\\d[ .-]\\d{4}', digits: 10, stands: 'apart' },
      { pattern: '\\(?\\d(?:[ .()/_-]{0,3}\\d){6,14}', digits: 7, stands: 'named', check: isSubscriber },
    ],
    check: isPhoneOfForm,
    checked:
      'country code of E.164 and the length of its numbers, or North American form; without both only beside a word for it; no check digit',
  },
  iban: {
    forms: [{ pattern: ibanPattern, digits: 2, stands: 'free' }],
    check: isIban,
    checked: 'length of the country and ISO 7064 MOD 97-10 (1 in 97)',
  },
  card: {
    forms: [
      {
        pattern:
          `\\d{4}${s}{0,3}\\d{4}${s}{0,3}\\d{4}${s}{0,3}\\d{4}(?:\\d{3})?|` +
          `\\d{4}${s}{0,3}\\d{6}${s}{0,3}\\d{5}|\\d{4}${s}{0,3}\\d{6}${s}{0,3}\\d{4}|` +
          `\\d{4}${s}{1,3}\\d{4}${s}{1,3}\\d{4}${s}{1,3}\\d{2,3}`,
        digits: 14,
        stands: 'free',
      },
      // The same sign three times, and no more of them: not four numbers of a longer list.
      {
        pattern: '(?<!\\d[:|*,~])\\d{4}([:|*,~])\\d{4}\\1\\d{4}\\1\\d{4}(?![:|*,~]\\d)',
        digits: 4,
        stands: 'free',
      },
      { pattern: `\\d(?:${s}{0,3}\\d){13,18}`, digits: 14, stands: 'named' },
    ],
    check: isCard,
    checked: 'issuer numbers with their lengths, and Luhn (1 in 10)',
  },
  ipv4: {
    forms: [
      {
        pattern: '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?:\\.\\d{1,9}){0,9}',
        digits: 4,
        stands: 'apart',
      },
    ],
    check: isIpv4,
    checked: 'four numbers up to 255; versions of software may look alike',
  },
  ipv6: {
    forms: [
      {
        trace: /::|(?::[0-9A-Fa-f]{1,4}){7}/,
        pattern: '[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}',
        before: word,
        after: `${word}:`,
        stands: 'apart',
      },
    ],
    check: isIpv6,
    checked: 'eight groups, or `::` and three groups at least; without embedded IPv4',
  },
  br_cpf: {
    forms: [
      { pattern: '\\d{3}\\.\\d{3}\\.\\d{3}-\\d\\d', digits: 11, stands: 'free' },
      { pattern: `\\d{3}${s}?\\d{3}${s}?\\d{3}${s}?\\d\\d`, digits: 11, stands: 'apart' },
    ],
    check: isCpf,
    checked: 'two check digits (1 in 100)',
  },
  cn_resident_id: {
    forms: [{ pattern: '[1-8]\\d{5}[ -]?\\d{8}[ -]?\\d{3}[0-9Xx]', after: word, digits: 17, stands: 'free' }],
    check: isChineseId,
    checked: 'date of birth and ISO 7064 MOD 11-2 (1 in 11)',
  },
  de_tax_id: {
    forms: [{ pattern: `[1-9]\\d${s}?\\d{3}${s}?\\d{3}${s}?\\d{3}`, digits: 11, stands: 'apart' }],
    check: isGermanTaxId,
    checked: 'one repeated digit and ISO 7064 MOD 11,10 (1 in 10)',
  },
  es_dni_nie: {
    forms: [
      {
        pattern: '(?:\\d{8}|[XYZxyz]-?\\d{7})-?[A-Za-z]',
        before: word,
        after: word,
        digits: 7,
        stands: 'apart',
      },
      {
        pattern: '\\d\\d\\.\\d{3}\\.\\d{3}[ .-]?[A-Za-z]',
        before: word,
        after: word,
        digits: 8,
        stands: 'free',
      },
      {
        pattern: `(?:\\d\\d${s}?\\d{3}${s}?\\d{3}|[XYZxyz]${s}?\\d${s}?\\d{3}${s}?\\d{3})${s}?[A-Za-z]`,
        after: word,
        digits: 7,
        stands: 'named',
      },
    ],
    check: isSpanishId,
    checked: 'letter modulo 23 (1 in 23)',
  },
  fr_nir: {
    forms: [
      {
        pattern: `[1-478]${s}?\\d\\d${s}?\\d\\d${s}?\\d[0-9ABab]${s}?\\d{3}${s}?\\d{3}[ ._/|-]{0,3}\\d\\d`,
        digits: 8,
        stands: 'free',
      },
    ],
    check: isFrenchNir,
    checked: 'key modulo 97 (1 in 97)',
  },
  it_codice_fiscale: {
    forms: [
      {
        pattern:
          '[A-Za-z]{3}[ -]?[A-Za-z]{3}[ -]?[0-9L-NP-Vl-np-v]{2}[A-EHLMPRSTa-ehlmprst][0-9L-NP-Vl-np-v]{2}[ -]?' +
          '[A-Za-z][0-9L-NP-Vl-np-v]{3}[A-Za-z]',
        after: word,
        stands: 'free',
      },
    ],
    check: isCodiceFiscale,
    checked: 'check letter (1 in 26), with letters in place of digits (omocodia)',
  },
  nl_bsn: {
    forms: [
      { pattern: '\\d{9}|\\d{4}[. ]\\d\\d[. ]\\d{3}', digits: 9, stands: 'apart' },
      { pattern: `\\d{3}${s}\\d{3}${s}\\d{3}|\\d{4}${s}\\d\\d${s}\\d{3}`, digits: 9, stands: 'named' },
    ],
    check: isDutchBsn,
    checked: 'eleven test (1 in 11)',
  },
  pl_pesel: {
    forms: [
      { pattern: '\\d{11}', digits: 11, stands: 'apart' },
      { pattern: `\\d{6}${s}\\d{5}`, digits: 11, stands: 'named' },
    ],
    check: isPesel,
    checked: 'date of birth and check digit (1 in 10)',
  },
  us_ssn: {
    forms: [
      { ...dashed, pattern: '\\d{3}-\\d\\d-\\d{4}(?!-\\d)', digits: 9, stands: 'free' },
      { pattern: `\\d{3}${s}{0,3}\\d\\d${s}{0,3}\\d{4}`, digits: 9, stands: 'named' },
    ],
    check: isSsn,
    checked: 'numbers that are never given; without its dashes only beside a word for it; no check digit',
  },
  us_itin: {
    forms: [
      { ...dashed, pattern: '9\\d\\d-\\d\\d-\\d{4}(?!-\\d)', digits: 9, stands: 'free' },
      { pattern: `9\\d\\d${s}{0,3}\\d\\d${s}{0,3}\\d{4}`, digits: 9, stands: 'named' },
    ],
    check: isItin,
    checked:
      '9 and the ranges that the IRS gives; without its dashes only beside a word for it; no check digit',
  },
};

export const kindNames = Object.keys(kinds) as KindName[];
