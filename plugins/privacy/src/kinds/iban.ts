import { isMod97 } from './checksums.ts';

// Source: SWIFT IBAN Registry: the length of an IBAN by country.
const countries = `
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21
LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22
RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`;
const lengths = new Map(
  countries
    .trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** By length, since what follows an IBAN may look like more of it. */
export const ibanPattern = `(?=[A-Za-z]{2}[ -]?\\d)(?:${[...new Set(lengths.values())].map(ofLength).join('|')})`;

function ofLength(length: number): string {
  const codes = [...lengths].filter(([, one]) => one === length).map(([code]) => code);
  const either = codes
    .flatMap((code) => [code, code.toLowerCase(), code[0] + code.slice(1).toLowerCase()])
    .join('|');
  return `(?:${either})[ -]?\\d\\d(?:[ ._/:,|*-]{0,3}[A-Za-z0-9]){${length - 4}}`;
}

/** An IBAN whose check digits are right, whatever separates its characters. Source: ISO 13616-1. */
export function isIban(text: string): boolean {
  const plain = text.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
  return isMod97(plain.slice(4) + plain.slice(0, 4));
}
