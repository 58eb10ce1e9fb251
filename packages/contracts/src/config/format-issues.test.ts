import { describe, expect, test } from "vitest";
import type { Issue } from "../result.ts";
import { formatIssues } from "./format-issues.ts";

const location = { file: "loop.yaml", line: 12, column: 9, excerpt: "  cost: -250" };

describe("formatIssues", () => {
  test("shows place, path, fault, the line and a caret", () => {
    const issues: readonly Issue[] = [
      { path: ["initiatives", 0, "cost"], message: "too small: expected number to be >0; got -250", location },
      { path: [], message: "a second document begins; keep one in a file", location: { ...location, column: 1 } },
    ];
    expect(formatIssues(issues)).toBe(
      [
        "loop.yaml:12:9: initiatives[0].cost: too small: expected number to be >0; got -250",
        "  12 |   cost: -250",
        "               ^",
        "loop.yaml:12:1: a second document begins; keep one in a file",
        "  12 |   cost: -250",
        "       ^",
      ].join("\n"),
    );
  });

  test.each<[string, Issue, string]>([
    [
      "without a place",
      { path: ["budget"], message: "expected number; got nothing" },
      "budget: expected number; got nothing",
    ],
    ["a path already said", { path: ["budget"], message: "budget is 0" }, "budget is 0"],
    ["an empty line", { path: [], message: "m", location: { ...location, excerpt: "" } }, "loop.yaml:12:9: m"],
    [
      "a place after the excerpt's end",
      { path: [], message: "m", location: { ...location, column: 99 } },
      "loop.yaml:12:9: m".replace(":9:", ":99:"),
    ],
  ])("%s", (_, issue, text) => expect(formatIssues([issue])).toBe(text));

  test("no issues, no text", () => {
    expect(formatIssues([])).toBe("");
  });
});
