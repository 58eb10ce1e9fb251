import { passesIban, passesLuhn } from "./checksums.ts";

/** A kind of personal data, by what its cells look like. */
interface Kind {
  readonly name: string;
  readonly matches: (cell: string) => boolean;
  /** Share of a column's cells from which on it is taken for one: 0 is any cell at all. */
  readonly share: number;
}

const email = /^[^\s@<>"',;]{1,64}@[\p{L}\p{N}.-]{1,190}\.\p{L}{2,24}$/u;
const iban = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
const card = /^[3-6]\d{12,18}$/;
const phone = /^(?:\+|00)\d[\d ()./-]{6,18}\d$|^0\d{1,5}[ /-][\d ()./-]{4,14}\d$|^\(\d{2,5}\)[ ]?[\d ./-]{4,14}\d$/;
const ip = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const ip6 = /^(?=.*:.*:)[0-9a-f:]{6,39}$/i;
const dateLike = /^\d{4}[-./]\d|^\d{1,2}[-./]\d{1,2}[-./]\d{2,4}$/;
const time = /^\d{1,2}:\d{2}:\d{2}$/;

export const kinds: readonly Kind[] = [
  { name: "e-mail addresses", share: 0, matches: (cell) => email.test(cell) },
  {
    name: "bank account numbers",
    share: 0,
    matches: (cell) => {
      const plain = cell.replaceAll(/[ -]/g, "").toUpperCase();
      return iban.test(plain) && passesIban(plain);
    },
  },
  {
    // One in ten numbers passes by chance.
    name: "card numbers",
    share: 0.5,
    matches: (cell) => {
      const plain = cell.replaceAll(/[ -]/g, "");
      return card.test(plain) && passesLuhn(plain);
    },
  },
  { name: "phone numbers", share: 0.5, matches: (cell) => phone.test(cell) && !dateLike.test(cell) },
  { name: "IP addresses", share: 0.5, matches: (cell) => ip.test(cell) || (ip6.test(cell) && !time.test(cell)) },
];

/** Words of a column's title that mean a person, in several languages, by what they mean. */
const titles: readonly (readonly [RegExp, string])[] = [
  [/^(?:e_?mail|mail)(?:_?(?:address|adresse))?$|_e?mail$|^correo/, "e-mail addresses"],
  [
    /^(?:tele?)?(?:phone|fon)(?:_?(?:number|no|nr))?$|_phone$|^tel$|^mobile$|^handy|^telefono|^telefoon/,
    "phone numbers",
  ],
  [
    /^(?:first|last|full|sur|given|family|middle|maiden|customer|client|user|patient|contact)_?name$|^surname$|^(?:vor|nach|familien|kunden)_?name$|^(?:pre)?nom$|^nom_|^nombres?$|^apellidos?$|^cognome$|^(?:voor|achter)naam$|^sobrenome$|^imie$|^nazwisko$/,
    "names of people",
  ],
  [/^(?:iban|bic|bank_?account|account_?number|kontonummer)$/, "bank account numbers"],
  [/^(?:credit_?)?card_?(?:number|no|nr)?$|^pan$|^kreditkarte/, "card numbers"],
  [/^ip(?:_?(?:v4|v6|addr|address|adresse))?$|_ip$|^client_?ip$/, "IP addresses"],
  [
    /^(?:date_?of_?birth|birth_?(?:date|day)|dob|geburts(?:datum|tag)|fecha_?(?:de_?)?nacimiento|date_?(?:de_?)?naissance)$/,
    "dates of birth",
  ],
  [
    /^(?:ssn|social_?security(?:_?number)?|passport(?:_?(?:no|number))?|national_?id|tax_?id|steuer_?id|dni|nif|nino|pesel|codice_?fiscale)$/,
    "official numbers of people",
  ],
  [
    /^(?:street|street_?address|home_?address|address|adresse|anschrift|strasse|straße|direccion|indirizzo|adres)(?:_?(?:line)?_?\d)?$/,
    "addresses",
  ],
];

/** "customerEmail" and "Customer E-Mail" as "customer_e_mail". */
function words(title: string): string {
  return title
    .normalize("NFKC")
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1_$2")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toLowerCase();
}

/** What a column's title says of people; null where it says nothing. */
export function kindOfTitle(title: string): string | null {
  const plain = words(title);
  return titles.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** The kind of personal data that a cell looks like; null for none. */
export function kindOfCell(cell: string): string | null {
  return kinds.find(({ matches }) => matches(cell))?.name ?? null;
}
