import { expect, test } from "vitest";
import { jsonFault } from "./json-fault.ts";

test.each([
  ["", 0],
  ["  ", 2],
  ["{", 1],
  ['{"a"', 4],
  ['{"a":', 5],
  ['{"a":1', 6],
  ['{"a":1,', 7],
  ["[1, 2", 5],
  ["x", 0],
  ['{"a":x}', 5],
  ['{"a" 1}', 5],
  ['{"a":1 "b":2}', 7],
  ["{a:1}", 1],
  ['{"a":1,}', 7],
  ["[1,]", 3],
  ["[1}", 2],
  ["[]]", 2],
  ["1 2", 2],
  ["[01]", 2],
  ["[1.]", 2],
  ["[NaN]", 1],
  ["[+1]", 1],
  ["tru", 0],
  ['["a\nb"]', 1],
  ['["\\x"]', 1],
  ['["\\u12g4"]', 1],
  ['["open]', 1],
  ["\ufeff1", 0],
])("%j stops being JSON at %i", (text, offset) => {
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  expect(jsonFault(text)).toBe(offset);
});
