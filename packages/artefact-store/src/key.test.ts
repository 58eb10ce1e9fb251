import { expect, test } from "vitest";
import { checkDriverKey, checkJobId, checkKey, checkTenant, foldersOf } from "./key.ts";
import { hostileKeys } from "./testing/hostile-keys.ts";

test.each(["a", "A9", "a/b/c", "a.json", "a-b_c.d/e", "0", "console", "com10", "nulls/x", "a".repeat(255)])(
  "%s is a key",
  (key) => {
    expect(checkKey(key)).toBe(key);
  },
);

test("the longest key has 512 characters", () => {
  const key = `${"a/".repeat(255)}ab`;
  expect(key).toHaveLength(512);
  expect(checkKey(key)).toBe(key);
  expect(() => checkKey(`${key}c`)).toThrow("has 513 characters, over 512");
});

test.each(hostileKeys)("%j is not a key", (key) => {
  expect(() => checkKey(key)).toThrow(expect.objectContaining({ code: "store/invalid-key" }));
});

test.each([
  ["", "is empty"],
  ["/a", "is absolute"],
  ["a//b", "has an empty segment"],
  ["a/../b", 'has ".." in it'],
  ["a%2fb", 'has the character "%"'],
  ["a\\b", String.raw`has the character "\\"`],
  ["a\0", String.raw`has the character "\u0000"`],
  ["😀", 'has the character "😀"'],
  [".tmp", 'has the segment ".tmp", which starts with "."'],
  ["a./b", 'has the segment "a.", which ends with "."'],
  ["x/NUL.txt", 'has the segment "NUL.txt", a device on Windows'],
  [`a/${"b".repeat(256)}`, "has a segment of 256 characters, over 255"],
])("says what is wrong with %j", (key, fault) => {
  expect(() => checkKey(key)).toThrow(fault);
});

test("an error shows the key and the way out", () => {
  expect(() => checkKey("a b")).toThrow(
    'artefact key "a b": has the character " "; write segments of letters, digits, ".", "_", "-" joined by "/"',
  );
});

test("a caller without types is told so too", () => {
  const disguised = { toString: () => "a" } as unknown as string; // what a JavaScript caller could pass
  expect(() => checkKey(disguised)).toThrow("is not a string");
  expect(() => checkTenant(disguised)).toThrow(expect.objectContaining({ code: "store/invalid-key" }));
});

test.each(["acme", "_a", "-", "A_b-9", "a".repeat(64)])("%s is a tenant", (name) => {
  expect(checkTenant(name)).toBe(name);
});

test.each(["", "a/b", "a.b", "..", "a b", "é", "a\n", "con", "LPT1", "a".repeat(65)])("%j is not a tenant", (name) => {
  expect(() => checkTenant(name)).toThrow(expect.objectContaining({ code: "store/invalid-key" }));
});

test("a job id is a key of one segment", () => {
  expect(checkJobId("run-2026.1")).toBe("run-2026.1");
  expect(() => checkJobId("a/b")).toThrow('job id "a/b": has more than one segment');
  expect(() => checkJobId("../b")).toThrow('has ".." in it');
});

test("a driver's key cannot leave its root either", () => {
  expect(checkDriverKey("_tenant/a.json")).toBe("_tenant/a.json");
  for (const key of [
    "",
    "..",
    "t/../../x",
    "/etc/passwd",
    "t/.tmp",
    "t//a",
    "t\\a",
    "t/a\0",
    `t/${"a/".repeat(600)}a`,
  ]) {
    expect(() => checkDriverKey(key)).toThrow(expect.objectContaining({ code: "store/invalid-key" }));
  }
});

test("the folders of a key, outermost first", () => {
  expect(foldersOf("a/b/c")).toEqual(["a", "a/b"]);
  expect(foldersOf("a")).toEqual([]);
});
