import { plainText } from './plain-text.ts';

interface Titles {
  /** Anywhere in a title: words as one, without articles (`dateofbirth` is `datebirth`). */
  inside: string;
  /** All of a title, but for words such as `number` and `customer`: elsewhere they say something else. */
  alone?: string;
  /** At the end of a German compound. */
  ending?: string;
}

// What titles name, in English, German, French and Spanish; without accents.
const titles: Record<string, Titles> = {
  name: {
    inside: `firstname lastname surname forename givenname familyname middlename fullname maidenname nickname birthname
      namefirst namelast namefull legalname preferredname fname lname cardholder accountholder policyholder
      vorname vornamen nachname familienname zuname geburtsname rufname kontoinhaber karteninhaber ansprechpartner
      prenom prenoms nomfamille nomnaissance nomcomplet nomusage nomjeunefille
      apellido apellidos primerapellido segundoapellido nombrecompleto nombrepila nombreapellidos`,
    alone: 'name names nom noms nombre nombres titulaire titular',
    ending: 'vorname nachname familienname kundenname patientenname mitarbeitername versichertenname',
  },
  'e-mail': {
    inside:
      'email emails mail mails mailaddress emailaddress mailadresse emailadresse courriel courriels correo correos',
    ending: 'email emailadresse mailadresse',
  },
  telephone: {
    inside: `phone phones telephone telephones cellphone mobilephone homephone workphone phonenumber mobilenumber cellnumber
      telefon fon tel telnr telno telefonnummer telefonnr handynummer handynr mobilnummer mobilnr mobiltelefon rufnummer
      telefono telefonos celular telephoneportable telefonomovil`,
    alone: 'mobile cell fax telefax mobil handy portable movil festnetz durchwahl telecopie',
    ending: 'telefon telefonnummer handynummer mobilnummer rufnummer',
  },
  address: {
    inside: `address addresses street streets streetname housenumber houseno zipcode postcode postalcode hometown zip
      adresse adressen anschrift strasse strassenname hausnummer hausnr plz postleitzahl wohnort wohnsitz
      rue codepostal domicile direccion calle codigopostal domicilio`,
    alone: 'city cityname town village ort stadt gemeinde ville commune ciudad localidad municipio cp',
    ending: 'adresse anschrift strasse wohnort postleitzahl',
  },
  'date of birth': {
    inside: `dob birthdate birthday datebirth birthdt dateborn geburtsdatum geburtstag geburtsdat gebdat gebdatum gebtag
      datenaissance dtnaissance fechanacimiento fechanac fecnac fnacimiento`,
    alone: 'birth born geboren naissance nacimiento birthyear yearbirth geburtsjahr',
    ending: 'geburtsdatum geburtstag',
  },
  'place of birth': {
    inside: 'birthplace placebirth cityofbirth citybirth geburtsort lieunaissance lugarnacimiento',
  },
  'national id': {
    inside: `ssn socialsecurity nationalid nationalinsurance nino nhsnumber nhsno passport passports taxid taxnumber taxno
      taxpayer itin driverlicense driverlicence driverslicense driverslicence drivinglicence drivinglicense idcard
      identitycard identitynumber nationalidentity personalid
      personalausweis ausweis ausweisnummer ausweisnr reisepass reisepassnummer passnummer passnr steuernummer steuernr
      steuerid steueridnr steueridentifikationsnummer sozialversicherung sozialversicherungsnummer sozialversicherungsnr
      svnummer svnr rentenversicherungsnummer fuhrerschein fuehrerschein fuhrerscheinnummer fuehrerscheinnummer
      passeport nir securitesociale numerosecu nosecu numsecu carteidentite carteidentity cartenationaleidentite
      numerofiscal nofiscal numfiscal identifiantfiscal permisconduire
      pasaporte dni seguridadsocial segurosocial documentoidentidad cedula carnetconducir permisoconducir
      identificacionfiscal bsn pesel cpf codicefiscale`,
    alone: 'tin nie nif nss nino curp driverlic license licence numerosecu',
  },
  account: {
    inside: `iban creditcard debitcard cardnumber cardno cardnr cardnum ccnumber ccnum ccno bankaccount accountnumber accountno
      accountnr accountnum acctnumber acctno acctnum kontonummer kontonr kontono kreditkarte kreditkartennummer
      kartennummer kartennr bankverbindung bankkonto comptebancaire numerocompte nocompte numcompte cartebancaire
      cartebleue cartecredit numerocarte nocarte numcarte cuentabancaria numerocuenta nocuenta numcuenta nrocuenta
      tarjetacredito tarjetadebito numerotarjeta notarjeta numtarjeta`,
    alone: 'account acct card konto karte compte carte cuenta tarjeta rib pan',
    ending: 'kontonummer kartennummer',
  },
  'health or insurance': {
    inside: `patientid patientno patientnr patientnumber mrn medicalrecord healthinsurance insurancenumber insuranceno
      insurancenr insuranceid insurancepolicy policynumber policyno memberid subscriberid medicareid medicarenumber
      patientennummer patientennr patientenid krankenversicherung krankenversicherungsnummer krankenversichertennummer
      versicherungsnummer versicherungsnr versichertennummer versichertennr versichertenid versnr kvnr
      versicherungsscheinnummer policennummer policennr numeropatient nopatient idpatient dossierpatient numeroassure
      noassure numeroassurance noassurance numassurance assurancemaladie numeropolice nopolice numpolice
      numeropaciente idpaciente historiaclinica numeroseguro noseguro numeropoliza nopoliza numpoliza tarjetasanitaria`,
    alone:
      'patient patients patientin paciente insured insurance versicherter versicherung poliza police policy',
    ending: 'versicherungsnummer versichertennummer patientennummer',
  },
  online: {
    inside:
      'ipaddr ipaddress ipadresse adresseip direccionip deviceid cookie cookieid userid login benutzername imei macaddress',
    alone: 'ip username usuario identifiant',
  },
};

const list = (words = '') => words.trim().split(/\s+/).filter(Boolean);
const known = Object.entries(titles).map(([what, { inside, alone, ending }]) => ({
  what,
  inside: new Set(list(inside)),
  alone: new Set(list(alone)),
  ending: list(ending),
}));
const articles = new Set(list('of the de du des d la le les l del el los der die das et and und y a en'));
const numbers = new Set(list('number numbers num no nr nbr nro n numero nummer id'));
const people = new Set(
  list(`customer client patient employee user person contact owner holder member student applicant guest passenger insured
    borrower tenant buyer subscriber recipient sender payer payee doctor physician staff home work private personal office
    billing shipping mailing delivery residence birth emergency kunde kunden patienten mitarbeiter versicherte
    versicherten inhaber nutzer benutzer mieter empfanger empfaenger absender privat geschaftlich assure cliente paciente
    empleado usuario asegurado employe salarie beneficiaire destinataire`),
);
const longest = 4;

/** What a column's title says that it holds of a person, or nothing. */
export function personalTitle(title: string): string | undefined {
  const words = wordsOf(title);
  // Whether somebody has one tells none.
  if (words[0] === 'is' || words[0] === 'has') return undefined;
  const runs = new Set(
    words.flatMap((_, from) =>
      Array.from({ length: longest }, (_, more) => words.slice(from, from + more + 1).join('')),
    ),
  );
  const bare = words.filter((word) => !numbers.has(word));
  const rest = [bare, bare.filter((word) => !people.has(word))].map((some) => some.join(''));
  return known.find(
    ({ inside, alone, ending }) =>
      [...runs].some((run) => inside.has(run) || inside.has(run.replace(/s$/, ''))) ||
      rest.some((one) => alone.has(one)) ||
      words.some((word) => ending.some((end) => word.endsWith(end))),
  )?.what;
}

/** `lastName2`, `Last-Name` and `LAST NAME` are the same two words. */
function wordsOf(title: string): string[] {
  return plainText(title.replaceAll('ß', 'ss'))
    .replaceAll(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '' && !articles.has(word));
}
