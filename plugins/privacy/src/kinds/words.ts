import type { KindName } from '../config.ts';

// By kind, what is written before such a number in English, German, French and Spanish: without accents, in lower
// case. A number without a check digit is one of the kind only beside one of them.
const words: Partial<Record<KindName, string>> = {
  email:
    'e ?-?_?mails?|mails?|mailto|courriel|correo|contact|kontakt|contacto|write|reach|schreiben|ecrire|escribir',
  phone:
    '(?:tele)?phones?|tel|(?:tele)?fon|telefono?|cell ?phone|mobiles?|mob|mobil|handy|portable|movil|celular|' +
    '(?:tele)?fax|telecopie|whatsapp|sms|hotline|(?:telefon|mobil|handy|mobilfunk|fax|ruf)nummer|rufnr|durchwahl',
  card: 'cards?|cc|pan|visa|master ?card|amex|american express|credit|kredit|karte|kreditkarte|kartennummer|carte|cb|tarjeta',
  ipv4: 'ip|ipv4|addr|address|adresse|direccion|client|server|host',
  ipv6: 'ip|ipv6|addr|address|adresse|direccion|client|server|host',
  br_cpf: 'cpf',
  de_tax_id:
    'steuer ?-?_?id|idnr|tin|tax ?-?_?id|steueridentifikationsnummer|steuer ?-?_?identifikationsnummer|steuernummer',
  es_dni_nie: 'dni|nie|nif',
  nl_bsn: 'bsn|burgerservicenummer|sofi(?:nummer)?',
  pl_pesel: 'pesel',
  us_ssn: taxpayers(),
  us_itin: taxpayers(),
};

function taxpayers(): string {
  return (
    'ssn|itin|tin|social ?-?_?security|soc ?-?_?sec|tax ?-?_?payer|tax ?-?_?id|' +
    'tax ?-?_?payer ?-?_?id(?:entification)?|tax ?-?_?identification|seguro ?-?_?social|seguridad ?-?_?social|' +
    'securite ?-?_?sociale|sozialversicherungs?(?:nummer|nr)?'
  );
}

// What may stand between the word and the number.
const link =
  'numbers?|num|nbr|nr|nro|no|n|numero|nummer|id|is|was|ist|war|est|es|de|du|del|la|le|my|mein|meine|mon|mi|' +
  'home|work|office|private|privat|mobile|cell|direct|line|of|us|me|to|an|a';

const joined = 'numbers?|num|nr|no|nummer|id';

interface Patterns {
  before: RegExp;
  after: RegExp;
}
const patterns = new Map<string, Patterns>(
  Object.entries(words).map(([kind, some]) => [
    kind,
    {
      before: new RegExp(
        `(?:^|[^a-z])(?:${some})(?:${joined}|[^a-z0-9]{1,3}(?:${link})){0,3}[^a-z0-9]{0,5}$`,
      ),
      after: new RegExp(`^ ?[([]? ?(?:${some})(?![a-z])`),
    },
  ]),
);

/** Characters beside a number that are read for its word. */
export const wordWindow = 48;

/** Whether a word of the kind stands right before a number (a few words like `number is` may be between) or after it. */
export function isNamed(kind: KindName, before: string, after: string): boolean {
  const known = patterns.get(kind);
  if (!known || !/[A-Za-z]/.test(before + after)) return false;
  const [left, right] = [before.toLowerCase(), after.toLowerCase()];
  return known.before.test(left) || known.before.test(separate(before)) || known.after.test(right);
}

/** Whether the title of a column says that it holds the kind, as it would beside one number. */
export function isTitled(kind: KindName, title: string): boolean {
  return isNamed(kind, `${title.replaceAll(/[^A-Za-z]+/g, ' ').trim()} `, '');
}

// `customerSSN` are two words.
function separate(text: string): string {
  return text.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
