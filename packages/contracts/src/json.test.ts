import { describe, expect, test } from "vitest";
import { encodeJson, fingerprint, sha256 } from "./json.ts";

class Money {
  readonly amount = 1;
}

const loop: Record<string, unknown> = { list: [] };
(loop["list"] as unknown[]).push(loop);
const sparse: number[] = [1];
sparse[2] = 3;
let deep: unknown = 1;
for (let level = 0; level < 100_000; level++) deep = [deep];

describe("encodeJson", () => {
  test.each([
    ["NaN", { a: [1, Number.NaN] }, "a[1] is NaN"],
    ["Infinity", { a: { b: Infinity } }, "a.b is Infinity"],
    ["-Infinity", -Infinity, "the value is -Infinity"],
    ["NaN in a typed array", { a: Float64Array.of(1, Number.NaN) }, "a[1] is NaN"],
    ["undefined", { a: undefined }, "a is undefined"],
    ["undefined in a list", [undefined], "[0] is undefined"],
    ["a hole", sparse, "[1] is undefined"],
    ["a function", { a: () => 1 }, "a is a function"],
    ["a symbol", { a: Symbol("x") }, "a is a symbol"],
    ["a key that is a symbol", { a: { [Symbol("x")]: 1 } }, "a is keyed by a symbol"],
    ["a BigInt", { a: 1n }, "a is a bigint"],
    ["a BigInt array", { a: BigInt64Array.of(1n) }, "a is a BigInt64Array"],
    ["a DataView", { a: new DataView(new ArrayBuffer(1)) }, "a is a DataView"],
    ["a Map", { a: new Map() }, "a is a Map"],
    ["a Set", { a: new Set() }, "a is a Set"],
    ["a RegExp", { a: /x/ }, "a is a RegExp"],
    ["an Error", { a: new Error("x") }, "a is a Error"],
    ["a class instance", { a: new Money() }, "a is a Money"],
    ["an heir of nothing", { a: Object.create(Object.create(null) as object) as unknown }, "a is a value of a class"],
    ["an invalid date", { a: new Date(Number.NaN) }, "a is an invalid date"],
    ["itself", loop, "list[0].list[0].list[0].list[0] is nested more than 1000 levels deep, or in itself"],
    ["a hundred thousand levels", deep, "is nested more than 1000 levels deep"],
  ])("refuses %s with its path", (_, value, what) => {
    const error: unknown = expect.objectContaining({ name: "ImpactError", code: "document/invalid" });
    expect(() => encodeJson(value)).toThrow(error);
    expect(() => encodeJson(value)).toThrow(what);
    expect(() => encodeJson(value)).toThrow(/^json: .*which JSON would lose; write null, text or a plain value$/);
  });

  test("typed arrays are lists, dates ISO text, maps without prototype plain maps", () => {
    const bare = Object.assign(Object.create(null) as object, { x: 1 });
    const value = { a: Float64Array.of(0.5), b: new Uint8Array([7]), c: new Date(0), d: bare };
    expect(encodeJson(value, 0)).toBe('{"a":[0.5],"b":[7],"c":"1970-01-01T00:00:00.000Z","d":{"x":1}}\n');
  });

  test("keeps a key named __proto__", () => {
    expect(encodeJson(JSON.parse('{"__proto__":{"a":1}}'), 0)).toBe('{"__proto__":{"a":1}}\n');
  });
});

describe("sha256", () => {
  // FIPS 180-4 examples: "abc" and the empty message.
  test.each([
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ])("of %j", async (text, digest) => {
    expect(await sha256(text)).toBe(digest);
    expect(await sha256(new TextEncoder().encode(text))).toBe(digest);
  });
});

describe("fingerprint", () => {
  test("does not see the order of keys, and sees the order of lists", async () => {
    const one = await fingerprint({ b: [1, { y: 2, x: 3 }], a: null });
    expect(await fingerprint({ a: null, b: [1, { x: 3, y: 2 }] })).toBe(one);
    expect(await fingerprint({ a: null, b: [{ x: 3, y: 2 }, 1] })).not.toBe(one);
  });

  test("tells text from numbers, null from absence, and names from each other", async () => {
    const values = [1, "1", null, [], {}, { a: null }, { a: 1 }, { b: 1 }, [1], JSON.parse('{"__proto__":1}')];
    const digests = await Promise.all(values.map(fingerprint));
    expect(new Set(digests).size).toBe(values.length);
  });

  test("refuses what JSON would lose", async () => {
    await expect(fingerprint({ a: Number.NaN })).rejects.toThrow("a is NaN");
  });
});
