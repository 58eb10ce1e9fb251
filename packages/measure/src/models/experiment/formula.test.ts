import { describe, expect, test } from "vitest";
import { formulaColumns, parseFormula } from "./formula.ts";

const shape = (formula: string): { intercept: boolean; terms: string[] } => {
  const { intercept, terms } = parseFormula(formula);
  return {
    intercept,
    terms: terms.map((term) =>
      term.map(({ column, categorical }) => (categorical ? `C(${column})` : column)).join(":"),
    ),
  };
};

describe("parseFormula", () => {
  test.each([
    ["y ~ a", { intercept: true, terms: ["a"] }],
    ["y~a+b + a", { intercept: true, terms: ["a", "b"] }],
    ["y ~ a*b", { intercept: true, terms: ["a", "b", "a:b"] }],
    ["y ~ a:b:c - 1", { intercept: false, terms: ["a:b:c"] }],
    ["y ~ 0 + C(region)", { intercept: false, terms: ["C(region)"] }],
    ["y ~ a*b - b", { intercept: true, terms: ["a", "a:b"] }],
    ["`net revenue` ~ `was treated` + 1", { intercept: true, terms: ["was treated"] }],
    ["größe ~ behandlung", { intercept: true, terms: ["behandlung"] }],
  ])("%s", (formula, expected) => {
    expect(shape(formula)).toEqual(expected);
  });

  test("lists every column once, the outcome first", () => {
    expect(formulaColumns(parseFormula("y ~ a*b + C(c)"))).toEqual(["y", "a", "b", "c"]);
  });

  test.each([
    ["y", /ends where "~" is expected/],
    ["y ~", /ends where a column is expected/],
    ["y ~ a +", /ends where a column is expected/],
    ["y ~ a b", /"b" at character 7 stands where \+ or the end is expected/],
    ["y ~ log(a)", /the function "log" is not known/],
    ["y ~ a ^ 2", /"\^" at character 7 is not understood/],
    ["y ~ 2 + a", /the number 2 is not a term/],
    ["y ~ y + a", /the outcome "y" also stands on the right/],
    ["y ~ 1", /it has no term on the right/],
  ])("refuses %s", (formula, message) => {
    expect(() => parseFormula(formula)).toThrow(message);
  });
});
