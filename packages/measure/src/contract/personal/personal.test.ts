import { describe, expect, test } from "vitest";
import { passesIban, passesLuhn } from "./checksums.ts";
import { maskPersonal, personalIn, shown } from "./index.ts";
import { kindOfTitle } from "./kinds.ts";

describe("checksums", () => {
  // ISO 13616's own example, and the card numbers that payment processors publish for tests.
  test.each(["GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606"])("IBAN %s", (iban) => {
    expect(passesIban(iban)).toBe(true);
    expect(passesIban(iban.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)))).toBe(false);
  });

  test.each(["4111111111111111", "5555555555554444", "378282246310005"])("card %s", (card) => {
    expect(passesLuhn(card)).toBe(true);
    expect(passesLuhn(card.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)))).toBe(false);
  });
});

test.each<[string, readonly string[], string | null]>([
  ["contact", ["x", "someone@example.org"], "e-mail addresses"],
  ["konto", ["DE89 3704 0044 0532 0130 00", ""], "bank account numbers"],
  ["paid_with", ["4111 1111 1111 1111", "5555555555554444"], "card numbers"],
  ["reach", ["+49 30 1234567", "030/12 34 56 7", "(030) 123456"], "phone numbers"],
  ["from", ["192.168.0.1", "10.0.0.255", "2001:db8::1"], "IP addresses"],
  ["date", ["2024-01-02", "2024-01-03"], null],
  ["day", ["01/02/2024", "31/12/2023", "05-11-99"], null],
  ["time", ["10:20:30", "11:00:00"], null],
  ["version", ["1.2.3", "2.0.1"], null],
  ["sku", ["0012345", "00987"], null],
  ["order", ["4000123456789012", "4000123456789013", "4000123456789014"], null],
  ["amount", ["1.234,56", "0,5"], null],
])("cells of %s", (title, cells, kind) => {
  expect(personalIn(title, cells)?.kind ?? null).toBe(kind);
});

test.each([
  ["Email", "e-mail addresses"],
  ["customerEmail", "e-mail addresses"],
  ["E-Mail-Adresse", "e-mail addresses"],
  ["phone_number", "phone numbers"],
  ["Telefon", "phone numbers"],
  ["Vorname", "names of people"],
  ["last name", "names of people"],
  ["customer_name", "names of people"],
  ["apellido", "names of people"],
  ["Geburtsdatum", "dates of birth"],
  ["client_ip", "IP addresses"],
  ["Straße", "addresses"],
  ["iban", "bank account numbers"],
  ["product_name", null],
  ["name", null],
  ["hotel", null],
  ["shipping", null],
  ["email_sends", null],
  ["rownames", null],
  ["state", null],
])("title %s", (title, kind) => {
  expect(kindOfTitle(title)).toBe(kind);
});

test("numbers are personal only as cards", () => {
  expect(personalIn("x", Float64Array.of(4111111111111111, 5555555555554444))?.kind).toBe("card numbers");
  expect(personalIn("x", Float64Array.of(1, 2, 3))).toBeNull();
});

test("values are shown by their shape", () => {
  expect(maskPersonal("jo.doe@example.org")).toBe("xx.xxx@xxxxxxx.xxx");
  expect(shown("jo.doe@example.org")).toBe('"xx.xxx@xxxxxxx.xxx"');
  expect(shown("Ada", "first_name")).toBe('"xxx"');
  expect(shown("Ada")).toBe('"Ada"');
  expect(shown(3.5)).toBe("3.5");
});
