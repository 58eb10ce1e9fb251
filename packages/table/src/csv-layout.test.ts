import { expect, it } from "vitest";
import { csvLayout } from "./csv-layout.ts";

it.each([
  ["a,b;c,d\n", ","],
  ["a;b\n1,5;2,5\n3,5;4,5\n", ";"],
  ["a\tb\n", "\t"],
  ['"a;b;c",d\n', ","],
  ['"say ""a;b;c""",d\n', ","],
  ['5" tv;x;y,"z\n', ";"],
  ["\n \na;b\n", ";"],
  ["a\n1;2;3\n", ","],
  ["", ","],
])("delimiter of %j is %j", (text, delimiter) => {
  expect(csvLayout(text, ".").delimiter).toBe(delimiter);
});

it("takes a semicolon where nothing tells and the comma is the decimal mark", () => {
  expect(csvLayout("price\n1,5\n", ",").delimiter).toBe(";");
});

it.each([
  ["a\nb\r", "\n"],
  ["a\r\nb\n", "\n"],
  ["a\rb\n", "\r"],
  ['"a\r"\nb', "\n"],
  ["a", "\n"],
])("newline of %j is %j", (text, newline) => {
  expect(csvLayout(text, ".").newline).toBe(newline);
});
