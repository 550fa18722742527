const whose =
  'first|last|full|middle|given|family|sur|maiden|nick|user|birth|customer|client|patient|employee|person|contact|owner|holder';

// Titles in snake_case, by what they name. English, and the commonest of German, French and Spanish.
const titles: [what: string, pattern: RegExp][] = [
  [
    'name',
    new RegExp(`(^|_)((${whose})_?names?|vorname|nachname|prenom|nom|nombre|apellidos?)(_|$)|^names?$`),
  ],
  ['e-mail', /(^|_)(e_?)?mails?(_|$)/],
  ['telephone', /(^|_)(tele)?(phone|fon)s?(_|$)|(^|_)(mobile|cell|telefono|fax)(_(number|no|nr))?$/],
  ['address', /(^|_)(address|street|adresse|strasse|rue|direccion|zip_?code|post_?code|plz)(_|$)/],
  [
    'date of birth',
    /(^|_)(dob|birth_?(date|day)|date_of_birth|geburts(datum|tag)|date_naissance|fecha_nacimiento)(_|$)/,
  ],
  [
    'national id',
    /(^|_)(ssn|social_security|national_id|passport|tax_id|driver_?s?_licen[cs]e|nir|dni|bsn|pesel|cpf)(_|$)/,
  ],
  ['account', /(^|_)(iban|credit_card|card_(number|no|nr)|bank_account|account_(number|no|nr))(_|$)/],
  ['online', /(^|_)(ip_?addr(ess)?|device_id|cookie(_id)?|user_?id|login)(_|$)|^ip$/],
];

/** What a column's title says that it holds of a person, or nothing. */
export function personalTitle(title: string): string | undefined {
  const snake = title
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
  return titles.find(([, pattern]) => pattern.test(snake))?.[0];
}
