import * as fc from "fast-check";
import { expect, test } from "vitest";
import { repeatedKey } from "./repeated-key.ts";

test.each([
  ['{"a": 1, "b": 2, "a": 3}', "a", 17],
  ['[{"a": 1}, {"a": 1, "a" : 2}]', "a", 20],
  ['{"x": {"a": 1}, "y": {"b": 1, "b": 2}}', "b", 30],
  ['{"\\u0061": 1, "a": 2}', "a", 14],
  ['{"a": "{", "b": "}", "a": 1}', "a", 21],
])("%s", (text, key, offset) => {
  expect(repeatedKey(text)).toEqual({ key, offset });
});

test.each([
  '{"a": 1, "b": "a"}',
  '[{"a": 1}, {"a": 2}]',
  '{"a": {"a": {"a": 1}}}',
  '{"a\\"": 1, "a": "\\": "}',
  "[]",
  "1",
])("%s has none", (text) => {
  expect(repeatedKey(text)).toBeNull();
});

test("no text that JSON.stringify writes has one", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => repeatedKey(JSON.stringify(value)) === null));
});
