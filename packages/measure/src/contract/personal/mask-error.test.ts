import { ImpactError } from "@ie/contracts";
import { expect, test } from "vitest";
import { maskError, maskQuoted } from "./mask-error.ts";

test.each([
  ['text in "spend": "anna@example.com"', 'text in "spend": "xxxx@xxxxxxx.xxx"'],
  ["Could not convert string 'anna@example.com' to INT32", "Could not convert string 'xxxx@xxxxxxx.xxx' to INT32"],
  ['no column "revenu"; the table has "revenue"', 'no column "revenu"; the table has "revenue"'],
  ['"https://api.example.com/a" answered 500', '"https://api.example.com/a" answered 500'],
  ["the date \"2024-03-01\" and '2024-01-02'", "the date \"2024-03-01\" and '2024-01-02'"],
])("%s", (text, masked) => {
  expect(maskQuoted(text)).toBe(masked);
});

test("an error keeps its code, place and hint", () => {
  const facts = { row: 2, value: "anna@example.com" };
  const error = new ImpactError({
    code: "data/not-numeric",
    who: "http",
    what: 'row 2 has "anna@example.com"',
    hint: "mend it; or not",
    facts,
  });
  const masked = maskError(error);
  expect(masked).toMatchObject({
    code: "data/not-numeric",
    message: 'http: row 2 has "xxxx@xxxxxxx.xxx"; mend it; or not',
    hint: "mend it; or not",
    facts: { row: 2, value: "xxxx@xxxxxxx.xxx" },
  });
});

test("others stay the same object", () => {
  const error = new ImpactError({ code: "data/date-gap", who: "x", what: 'no row for "2024-01-01"' });
  expect(maskError(error)).toBe(error);
  const bug = new TypeError("anna@example.com");
  expect(maskError(bug)).toBe(bug);
});
