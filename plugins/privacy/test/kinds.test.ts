import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KindName } from '../src/config.ts';
import { findInText } from '../src/kinds/find-in-text.ts';
import { mask } from '../src/mask.ts';
import { personalTitle } from '../src/personal-titles.ts';

interface Sample {
  valid: string[];
  invalid: string[];
}
const reference: { numbers: Record<string, Sample> } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'),
);

/** What a text holds of a kind. */
function find(kind: KindName, text: string): string[] {
  return findInText(kind, text);
}

test.each(Object.entries(reference.numbers))(
  '%s: valid is what python-stdnum 2.2 takes for valid',
  (kind, sample) => {
    expect(sample.valid.length).toBeGreaterThan(0);
    expect(sample.invalid.length).toBeGreaterThan(0);
    for (const text of sample.valid) expect(find(kind as KindName, `(${text})`), text).toEqual([text]);
    for (const text of sample.invalid) expect(find(kind as KindName, `(${text})`), text).toEqual([]);
  },
);

describe('published examples', () => {
  // The documentation of python-stdnum 2.2, of the issuers of cards (test numbers), of SWIFT's registry, RFC 3849, …
  test.each<[KindName, string]>([
    ['iban', 'GB29 NWBK 6016 1331 9268 19'],
    ['iban', 'DE89370400440532013000'],
    ['iban', 'NO93 8601 1117 947'],
    ['card', '4111 1111 1111 1111'],
    ['card', '5500-0000-0000-0004'],
    ['card', '4111.1111.1111.1111'],
    ['card', '4111  1111- 1111  1111'],
    ['iban', 'GB82-WEST-1234-5698-7654-32'],
    ['card', '2221000000000009'],
    ['card', '378282246310005'],
    ['card', '30569309025904'],
    ['card', '6011111111111117'],
    ['es_dni_nie', '54362315-K'],
    ['es_dni_nie', 'X-2482300W'],
    ['fr_nir', '2 95 10 99 126 111 93'],
    ['it_codice_fiscale', 'RCCMNL83S18D969H'],
    ['nl_bsn', '1112.22.333'],
    ['pl_pesel', '44051401359'],
    ['br_cpf', '390.533.447-05'],
    ['cn_resident_id', '360426199101010071'],
    ['de_tax_id', '36 574 261 809'],
    ['us_ssn', '536-90-4399'],
    ['phone', '+44 20 7946 0958'],
    ['phone', '(202) 555-0143'],
    ['phone', '+4930901820'],
    ['email', 'first.last+tag@sub.example.co.uk'],
    ['ipv4', '192.0.2.235'],
    ['ipv6', '2001:db8::8a2e:370:7334'],
    ['ipv6', '2001:0db8:0000:0000:0000:8a2e:0370:7334'],
  ])('%s: %s is found in texts', (kind, text) => {
    expect(find(kind, text)).toEqual([text]);
    expect(find(kind, `as of today ${text}, she said`)).toEqual([text]);
    expect(find(kind, `<${text}>;${text}`)).toEqual([text, text]);
    expect(find(kind, `${kind}:${text}\nand`)).toEqual([text]);
  });

  test.each<[KindName, string]>([
    ['card', '4111 1111 1111 1112'],
    ['card', '0.4111111111111111'],
    ['card', '1234567812345670'],
    ['iban', 'GB29 NWBK 6016 1331 9268 18'],
    ['iban', 'DE8937040044053201300'],
    ['iban', 'XX89370400440532013000'],
    ['phone', '+999 12345678'],
    ['phone', '123-456-7890'],
    ['phone', '+1 23'],
    ['email', 'a..b@example.com'],
    ['email', 'a@-example.com'],
    ['email', 'nobody@localhost'],
    ['ipv4', '256.1.1.1'],
    ['ipv4', '1.2.3.4.5'],
    ['ipv4', '01.2.3.4'],
    ['ipv6', '12:30:45'],
    ['ipv6', 'aa:bb:cc:dd:ee:ff'],
    ['ipv6', 'std::vector'],
    ['ipv6', '1::2::3'],
    ['us_ssn', '000-12-3456'],
    ['us_ssn', '123-00-4567'],
    ['br_cpf', '111.111.111-11'],
    ['nl_bsn', '000000000'],
    ['nl_bsn', '550e8400-e29b-111222333'],
    ['pl_pesel', '44133101350'],
  ])('%s: %s is none', (kind, text) => {
    expect(find(kind, text)).toEqual([]);
  });

  test.each<[KindName, string]>([
    ['phone', 'Tel.+49 30 901820'],
    ['phone', '(+49) 30 901820'],
    ['phone', '+44 (0)20 7946 0958'],
    ['phone', '+49 30 901820x12'],
    ['phone', '0049 30 901820'],
    ['phone', '(202)555-0143'],
    ['phone', '1-202-555-0143'],
    ['phone', 'phone: 2025550143'],
    ['phone', 'Tél. portable : 06 12 34 56 78'],
    ['phone', '+44 800 1111'],
    ['phone', '+33 1 99 00 12 34 2024-05-01'],
    ['iban', 'customerIBANDE89370400440532013000'],
    ['iban', 'DE89370400440532013000EUR'],
    ['iban', 'DE 89 3704 00440532 013000'],
    ['card', '3782 8224 6310 005'],
    ['card', '4111:1111:1111:1111'],
    ['card', 'Karte 41 11 11 11 11 11 11 11'],
    ['es_dni_nie', 'Nr.54.362.315-K'],
    ['it_codice_fiscale', 'RCC MNL 83S18 D969H'],
    ['br_cpf', 'CPF39053344705'],
    ['nl_bsn', 'customerBSN111222333'],
    ['nl_bsn', '111222333.0'],
    ['us_ssn', 'SSN 536904399'],
    ['us_ssn', '536904399 (SSN)'],
    ['us_ssn', 'ssn no. is: 536 90 4399'],
    ['us_ssn', 'Nr.536-90-4399'],
    ['us_itin', '912-70-1234'],
    ['us_itin', 'Tax ID: 912701234'],
    ['email', 'anna (at) example.org'],
    ['email', 'ask anna at example dot org for it'],
    ['email', 'anna[at]mail[dot]example[dot]org'],
    ['email', 'anna at example.org'],
    ['email', 'e-mail anna at example.org please'],
    ['email', '...anna@example.org_'],
    ['ipv4', '192.0.2.1-192.0.2.9'],
    ['ipv4', 'ip_192.0.2.1'],
  ])('%s: %s is found', (kind, text) => {
    expect(find(kind, text)).not.toEqual([]);
  });

  test.each<[KindName, string]>([
    ['phone', '030 901820'],
    ['phone', 'hotel 0309018201'],
    ['phone', 'tela 0309018201'],
    ['phone', 'phone 2024-01-31'],
    ['phone', '+12000000'],
    ['iban', 'be12de893704004405320130001f'],
    ['card', '356938035643809'],
    ['card', '1,4111,1111,1111,1111,5'],
    ['nl_bsn', 'PXL_20240131_111222333.jpg'],
    ['nl_bsn', '111222333.55'],
    ['us_ssn', 'class 536904399'],
    ['us_ssn', 'SKU536-90-4399'],
    ['us_ssn', 'AB-536-90-4399'],
    ['us_itin', '912-49-1234'],
    ['us_itin', '912-93-1234'],
    ['email', 'look at example.org for more'],
    ['email', 'contact us at example.org'],
    ['email', 'logo@2x.png'],
    ['email', 'lib@1.2.3-rc.one'],
    ['it_codice_fiscale', 'responsibilities'],
  ])('%s: in %s there is none', (kind, text) => {
    expect(find(kind, text)).toEqual([]);
  });

  test('an IBAN is found with words behind it', () => {
    expect(find('iban', 'BE68 5390 0754 7034 paid today')).toHaveLength(1);
    expect(find('iban', 'NO93 8601 1117 947 paid today')).toHaveLength(1);
  });
});

test('masks leave the shape only', () => {
  expect(mask('Jörg.Ä@exAmple.com 4111')).toBe('Aaaa.A@aaAaaaa.aaa 0000');
  expect(mask('李明 ٣')).toBe('aa 0');
  expect(mask('x'.repeat(99))).toBe(`${'a'.repeat(40)}…`);
});

const named = {
  English: `firstName last_name NAME Full_Name customer_email E-Mail phoneNumber DOB date_of_birth birthDate zip_code
    passport_no IBAN ip ip_address first-name LASTNAME surname birth_date phone mobile email2 street postcode city passport
    tax_number social_security account card patient patient_id insurance_number policy_no credit_card IBANNumber mobileNumber
    userId office_fax maiden_names address_line_2 EMail customerName`,
  German: `Straße Vorname Nachname Familienname Geburtsdatum Geb.-Datum Geburtstag Telefon Telefonnummer Handy Handynummer Mobil
    E-Mail-Adresse PLZ Postleitzahl Ort Stadt Wohnort Anschrift Reisepass Reisepassnummer Steuernummer Steuer-ID
    Sozialversicherungsnummer SV-Nummer Konto Kontonummer Kreditkarte Karte Kartennummer Patient Patientennummer
    Versicherungsnummer Versichertennummer Kunden-Telefonnummer Name_des_Kunden`,
  French: `prénom Nom Nom_de_famille Date_de_naissance Téléphone Portable Numéro_de_téléphone Courriel Adresse_e-mail Rue
    Code_postal Ville Passeport Numéro_fiscal N°_de_sécurité_sociale Sécurité_sociale Compte Numéro_de_compte Carte
    Carte_bancaire Numéro_de_carte Patient Numéro_de_patient Numéro_d'assurance Nom_et_prénom nom_patient`,
  Spanish: `Nombre Apellidos Primer_apellido Fecha_de_nacimiento Teléfono Número_de_teléfono Móvil Correo_electrónico Calle
    Dirección Código_postal Ciudad Pasaporte Número_de_identificación_fiscal NIF Seguridad_social Cuenta Número_de_cuenta
    Tarjeta Tarjeta_de_crédito Paciente Número_de_seguro Número_de_póliza nombre_paciente`,
};

test.each(Object.entries(named))('%s titles that name personal data', (_, titles) => {
  const missed = titles.split(/\s+/).filter((title) => personalTitle(title) === undefined);
  expect(missed).toEqual([]);
});

test('titles that name none', () => {
  const others = `product_name filename amount age_band description cell_count tip hostname column_name brand_name scorecard
    card_type discount account_balance city_count electricity capacity portfolio mobile_os telemetry hotel nominal
    number_of_rooms tax_rate tax_amount pass_rate passthrough format port sort_order insurance_type policy_type patient_count
    nombre_de_clients is_mobile has_email event_name order_id customer_id created_at latitude version isbn category gender
    income score feature_1 supported comment url Produktname Dateiname nom_produit nombre_producto compte_rendu stadium
    cardinality telescope villa taxonomy streetlight phonetic`;
  const wrong = others.split(/\s+/).filter((title) => personalTitle(title) !== undefined);
  expect(wrong).toEqual([]);
});
