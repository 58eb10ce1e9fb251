import { describe, expect, test } from "vitest";
import { nearestName, suggestName } from "./nearest-name.ts";

describe("nearestName", () => {
  test.each([
    ["experimnt", ["experiment", "synthetic_control"], "experiment"],
    ["EXPERIMENT", ["experiment"], "experiment"],
    ["sythetic_contrl", ["experiment", "synthetic_control"], "synthetic_control"],
    ["revenu", ["date", "revenue", "revenues"], "revenue"],
    ["a", ["b"], "b"],
    ["", ["b"], "b"],
    ["zebra", ["experiment"], null],
    ["anything", [], null],
  ] as const)("%j among %j is %j", (name, names, expected) => {
    expect(nearestName(name, names)).toBe(expected);
  });

  test("of two equally near the first, and of an exact and a near one the exact", () => {
    expect(nearestName("dat", ["date", "data"])).toBe("date");
    expect(nearestName("data", ["date", "data"])).toBe("data");
  });

  test("a name of a million letters costs no time", () => {
    expect(nearestName("x".repeat(1_000_000), ["experiment"])).toBeNull();
  });
});

describe("suggestName", () => {
  test("asks, lists, or says that there is none", () => {
    expect(suggestName("experimnt", new Set(["experiment"]))).toBe('did you mean "experiment"?');
    expect(suggestName("zebra", ["a_model", "b_model"])).toBe("there is a_model, b_model");
    expect(suggestName("zebra", [])).toBe("there is none");
  });

  test("cuts long lists", () => {
    const names = Array.from({ length: 25 }, (_, i) => `model_number_${i}`);
    expect(suggestName("zebra", names)).toBe(`there is ${names.slice(0, 20).join(", ")}, …`);
  });
});
