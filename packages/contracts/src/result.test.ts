import { describe, expect, test } from "vitest";
import { failed, formatPath, formatValue, ok, unwrap } from "./result.ts";

test("formatPath writes paths as people do", () => {
  expect(formatPath([])).toBe("");
  expect(formatPath(["initiatives", 2, "cost"])).toBe("initiatives[2].cost");
  expect(formatPath([0, "a", 1, 2])).toBe("[0].a[1][2]");
});

describe("formatValue", () => {
  test.each([
    [undefined, "nothing"],
    [null, "null"],
    ["text", '"text"'],
    ["two\nlines", '"two\\nlines"'],
    [Number.NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [12n, '"12"'],
    [() => 1, "a function"],
    [Symbol("x"), "a symbol"],
    [{ a: 1, b: { c: 2 }, d: [3] }, '{"a":1,"b":"…","d":"…"}'],
    ["x".repeat(200), `"${"x".repeat(76)}…`],
  ])("%s", (value, expected) => expect(formatValue(value)).toBe(expected));

  test("a value that holds itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(formatValue(loop)).toBe('{"self":"…"}');
  });
});

describe("unwrap", () => {
  const issues = [
    { path: ["a"], message: "measure_result: a is wrong" },
    { path: ["b"], message: "measure_result: b is wrong too" },
  ];

  test("gives the value", () => {
    expect(unwrap(ok(3), "test")).toBe(3);
  });

  test("throws every issue at once, names the speaker once, and keeps the issues", () => {
    const error: unknown = expect.objectContaining({ code: "document/invalid", facts: { issues } });
    expect(() => unwrap(failed(issues), "measure_result")).toThrow(error);
    expect(() => unwrap(failed(issues), "measure_result")).toThrow(/^measure_result: a is wrong; b is wrong too$/);
    expect(() => unwrap(failed(issues.slice(1)), "ie evaluate", "config/invalid")).toThrow(
      /^ie evaluate: measure_result: b is wrong too$/,
    );
  });
});
