import { describe, expect, test } from "vitest";
import { deepFreeze, expectThat } from "./runner.ts";

test("expectThat fails with its message", () => {
  expect(() => expectThat(false, "no column")).toThrow(new Error("no column"));
  expect(() => expectThat(true, "no column")).not.toThrow();
});

describe("deepFreeze", () => {
  test("copies and freezes to the depth, the original untouched", () => {
    const given = { list: [{ a: 1 }], series: Float64Array.of(1, 2), nothing: null };
    const frozen = deepFreeze(given);
    expect(frozen).toEqual(given);
    expect(Object.isFrozen(frozen.list[0])).toBe(true);
    expect(Object.isFrozen(given.list)).toBe(false);
    given.series[0] = 9;
    expect(frozen.series[0]).toBe(1);
  });

  test("keeps prototypes, or their absence", () => {
    expect(Object.getPrototypeOf(deepFreeze(Object.create(null) as object))).toBeNull();
  });
});
