import type { KindName } from '../plugin.ts';
import { isIban } from './iban.ts';
import {
  isChineseId,
  isCodiceFiscale,
  isCpf,
  isDutchBsn,
  isFrenchNir,
  isGermanTaxId,
  isPesel,
  isSpanishId,
  isSsn,
} from './national-ids.ts';
import { isCard, isEmail, isIpv4, isIpv6, isPhone } from './numbers.ts';

/** A kind of personal data: what it looks like, in the syntax that RE2 and JavaScript share, and what it must keep. */
export interface Kind {
  pattern: string;
  check(text: string): boolean;
  /** In words, with the share of random texts of this form that pass. */
  checked: string;
}

export const kinds: Record<KindName, Kind> = {
  email: {
    pattern: "[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}",
    check: isEmail,
    checked: 'form and lengths of RFC 5321',
  },
  phone: {
    pattern: '\\+\\d(?:[ .()/-]{0,2}\\d){7,14}|\\(?[2-9]\\d\\d\\)?[ .-] ?[2-9]\\d\\d[ .-]\\d{4}',
    check: isPhone,
    checked: 'country code of E.164, or North American form; no check digit',
  },
  iban: {
    pattern: '[A-Za-z]{2}\\d\\d(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?',
    check: isIban,
    checked: 'length of the country and ISO 7064 MOD 97-10 (1 in 97)',
  },
  card: {
    pattern:
      '\\d{4}[ .-]{0,2}\\d{4}[ .-]{0,2}\\d{4}[ .-]{0,2}\\d{4}(?:\\d{3})?|' +
      '\\d{4}[ .-]{0,2}\\d{6}[ .-]{0,2}\\d{5}|\\d{4}[ .-]{0,2}\\d{6}[ .-]{0,2}\\d{4}',
    check: isCard,
    checked: 'issuer numbers and Luhn (1 in 10)',
  },
  ipv4: {
    pattern: '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?:\\.\\d+)*',
    check: isIpv4,
    checked: 'four numbers up to 255; versions of software may look alike',
  },
  ipv6: {
    pattern: '[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}',
    check: isIpv6,
    checked: 'eight groups, or `::` and three groups at least; without embedded IPv4',
  },
  br_cpf: {
    pattern: '\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d\\d',
    check: isCpf,
    checked: 'two check digits (1 in 100)',
  },
  cn_resident_id: {
    pattern: '[1-8]\\d{16}[0-9Xx]',
    check: isChineseId,
    checked: 'date of birth and ISO 7064 MOD 11-2 (1 in 11)',
  },
  de_tax_id: {
    pattern: '[1-9]\\d ?\\d{3} ?\\d{3} ?\\d{3}',
    check: isGermanTaxId,
    checked: 'one repeated digit and ISO 7064 MOD 11,10 (1 in 10)',
  },
  es_dni_nie: {
    pattern: '(?:\\d{8}|[XYZxyz]-?\\d{7})-?[A-Za-z]',
    check: isSpanishId,
    checked: 'letter modulo 23 (1 in 23)',
  },
  fr_nir: {
    pattern: '[1-478] ?\\d\\d ?\\d\\d ?\\d[0-9AB] ?\\d{3} ?\\d{3} ?\\d\\d',
    check: isFrenchNir,
    checked: 'key modulo 97 (1 in 97)',
  },
  it_codice_fiscale: {
    pattern: '[A-Za-z]{6}\\d\\d[A-EHLMPRSTa-ehlmprst]\\d\\d[A-Za-z]\\d{3}[A-Za-z]',
    check: isCodiceFiscale,
    checked: 'check letter (1 in 26)',
  },
  nl_bsn: {
    pattern: '\\d{9}|\\d{4}\\.\\d\\d\\.\\d{3}',
    check: isDutchBsn,
    checked: 'eleven test (1 in 11)',
  },
  pl_pesel: {
    pattern: '\\d{11}',
    check: isPesel,
    checked: 'date of birth and check digit (1 in 10)',
  },
  us_ssn: {
    pattern: '\\d{3}-\\d\\d-\\d{4}',
    check: isSsn,
    checked: 'numbers that are never given; no check digit',
  },
};

export const kindNames = Object.keys(kinds) as KindName[];

/** A pattern with its bounds: not inside of a word, a decimal number, or a number with dashes such as a UUID. */
export function bounded(names: readonly KindName[]): string {
  const start = '(?:^|[^\\w.+-])';
  return `${start}(${names.map((name) => `(?:${kinds[name].pattern})`).join('|')})\\b`;
}
