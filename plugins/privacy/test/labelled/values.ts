import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KindName } from '../../src/config.ts';

const reference: { numbers: Partial<Record<KindName, { valid: string[]; invalid: string[] }>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'reference.json'), 'utf8'),
);
const valid = (kind: KindName) => reference.numbers[kind]?.valid ?? [];

/** Numbers of a kind as they stand in registers: python-stdnum 2.2 takes them for valid, or their publishers do. */
export const values: Record<KindName, string[]> = {
  email: [
    'anna@example.org',
    'first.last+tag@sub.example.co.uk',
    'j.doe_77@mail.example.com',
    "o'neil@example.ie",
    'jorg@müller.de',
    'jörg.müßig@straße.example',
    'иван@пример.рф',
    '用户@例え.jp',
    'anna@xn--mller-kva.de',
    'info@xn--e1afmkfd.xn--p1ai',
    'maría.núñez@correo.es',
    'rené@hôpital.fr',
  ],
  phone: [
    '+49 30 901820',
    '+49 151 23456789',
    '+1 202 555 0143',
    '+44 20 7946 0958',
    '+33 1 99 00 12 34',
    '+34 912 34 56 78',
    '+41 44 668 18 00',
    '+43 1 58858 0',
    '+31 20 794 5000',
    '+48 22 123 45 67',
    '+55 11 91234 5678',
    '+86 139 1099 8888',
  ],
  iban: [...valid('iban'), 'DE89370400440532013000', 'NO9386011117947', 'MT84MALT011000012345MTLCAST001S'],
  card: [
    ...valid('card'),
    '5500000000000004',
    '378282246310005',
    '30569309025904',
    '6011111111111117',
    '2221000000000009',
  ],
  ipv4: ['192.0.2.235', '198.51.100.7', '203.0.113.99', '8.8.4.4', '172.16.254.1', '10.0.0.138'],
  ipv6: [
    '2001:db8::8a2e:370:7334',
    '2001:0db8:0000:0000:0000:8a2e:0370:7334',
    'fe80::1ff:fe23:4567:890a',
    '2001:db8:0:1:1:1:1:1',
  ],
  br_cpf: valid('br_cpf'),
  cn_resident_id: valid('cn_resident_id'),
  de_tax_id: valid('de_tax_id'),
  es_dni_nie: valid('es_dni_nie'),
  fr_nir: valid('fr_nir'),
  it_codice_fiscale: [...valid('it_codice_fiscale'), 'RCCMNL83S18D969H'],
  nl_bsn: valid('nl_bsn'),
  pl_pesel: valid('pl_pesel'),
  us_ssn: valid('us_ssn'),
  // The ranges of the Internal Revenue Manual 3.21.263, each at both ends.
  us_itin: ['50', '65', '70', '88', '90', '92', '94', '99'].map(
    (group, index) => `9${12 + index * 7}-${group}-${3101 + index}`,
  ),
};

/** Numbers of the same form whose check is wrong, by the same sources. */
export const wrong: Partial<Record<KindName, string[]>> = Object.fromEntries(
  Object.entries(reference.numbers).map(([kind, { invalid }]) => [kind, invalid]),
);
