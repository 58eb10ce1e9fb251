import { describe, expect, test } from "vitest";
import { expressionText } from "./expression.ts";
import { factorText, formulaColumns, parseFormula } from "./formula.ts";

const shape = (formula: string): { intercept: boolean; terms: string[] } => {
  const { intercept, terms } = parseFormula(formula);
  return {
    intercept,
    terms: terms.map((term) => term.map(factorText).join(":")),
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
    ["y ~ 1", { intercept: true, terms: [] }],
    ["y ~ t*(a + b)", { intercept: true, terms: ["t", "a", "b", "t:a", "t:b"] }],
    ["y ~ a + b:c*d", { intercept: true, terms: ["a", "b:c", "d", "b:c:d"] }],
    ["y ~ a:a + b:a + a:b", { intercept: true, terms: ["a", "b:a"] }],
    ["y ~ log(a) + I(b^2) + c^3", { intercept: true, terms: ["log(a)", "b^2", "c^3"] }],
    [
      "y ~ poly(a, 2) + center(b) + scale(log1p(c))",
      { intercept: true, terms: ["poly(a, 2)", "centre(b)", "scale(log1p(c))"] },
    ],
  ])("%s", (formula, expected) => {
    expect(shape(formula)).toEqual(expected);
  });

  test("lists every column once, the outcome first", () => {
    expect(formulaColumns(parseFormula("y ~ a*b + C(c)"))).toEqual(["y", "a", "b", "c"]);
  });

  test("an outcome may be a function of its column", () => {
    const { outcome } = parseFormula("log1p(revenue) ~ a");
    expect(expressionText(outcome)).toBe("log1p(revenue)");
    expect(formulaColumns(parseFormula("log1p(revenue) ~ a"))).toEqual(["revenue", "a"]);
  });

  test.each([
    ["y", /ends where "~" is expected/],
    ["y ~", /ends where a column is expected/],
    ["y ~ a +", /ends where a column is expected/],
    ["y ~ a b", /"b" at character 7 stands where \+ or the end is expected/],
    ["y ~ lug(a)", /the function "lug" at character 5 is not known here; did you mean "log"/],
    ["y ~ a % 2", /"%" at character 7 is not understood/],
    ["y ~ a^x", /"x" at character 7 stands where a power, a whole number from 1 to 10, is expected/],
    ["y ~ a^0.5", /"0.5" at character 7 stands where a power/],
    ["y ~ poly(a)", /"\)" at character 11 stands where "," is expected/],
    ["y ~ poly(a, 99)", /"99" at character 13 stands where the degree/],
    ["y ~ log(a", /ends where "\)" is expected/],
    ["y ~ (a + 1)*b", /"1" at character 10 stands where a column is expected/],
    ["log(y) ~ y", /the outcome "y" also stands on the right/],
    ["y ~ 2 + a", /the number 2 is not a term/],
    ["y ~ y + a", /the outcome "y" also stands on the right/],
  ])("refuses %s", (formula, message) => {
    expect(() => parseFormula(formula)).toThrow(message);
  });
});
