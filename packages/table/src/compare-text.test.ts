import { expect, it } from "vitest";
import { compareText } from "./compare-text.ts";

it("orders by code point, not by code unit or locale", () => {
  const texts = ["😀", "\uFFFD", "é", "b", "B", "ab", "a", ""];
  expect(texts.toSorted(compareText)).toEqual(["", "B", "a", "ab", "b", "é", "\uFFFD", "😀"]);
  // The order of code units, which `<` and `sort` take, differs.
  expect(["\uFFFD", "😀"].toSorted()).toEqual(["😀", "\uFFFD"]);
  expect(compareText("x", "x")).toBe(0);
});
