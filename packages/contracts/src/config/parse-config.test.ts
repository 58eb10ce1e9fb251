import { describe, expect, test } from "vitest";
import { unwrap } from "../result.ts";
import { childOf, offsetOf, toValue } from "./config-node.ts";
import { formatIssues } from "./format-issues.ts";
import { largestConfig, locateIssues, parseConfig } from "./parse-config.ts";

function read(text: string): unknown {
  return toValue(unwrap(parseConfig(text, "loop.yaml"), "test").root);
}

function faults(text: string): string {
  const result = parseConfig(text, "loop.yaml");
  return result.ok ? "" : formatIssues(result.issues);
}

const text = `budget: 1000
initiatives:
  - initiative_id: checkout-flow
    cost_to_scale: 250
  - initiative_id: search
`;

describe("parseConfig", () => {
  test("reads YAML and JSON alike", () => {
    const value = {
      budget: 1000,
      initiatives: [{ initiative_id: "checkout-flow", cost_to_scale: 250 }, { initiative_id: "search" }],
    };
    expect(JSON.stringify(read(text))).toBe(JSON.stringify(value));
    expect(JSON.stringify(read(JSON.stringify(value)))).toBe(JSON.stringify(value));
    expect(JSON.stringify(read(JSON.stringify(value, null, "\t")))).toBe(JSON.stringify(value));
    expect(JSON.stringify(read(`\uFEFF${text.replaceAll("\n", "\r\n")}`))).toBe(JSON.stringify(value));
  });

  test("knows the place of each value", () => {
    const config = unwrap(parseConfig(text, "loop.yaml"), "test");
    expect(config.locate(offsetOf(config.root, ["initiatives", 0, "cost_to_scale"]))).toEqual({
      file: "loop.yaml",
      line: 4,
      column: 20,
      excerpt: "    cost_to_scale: 250",
    });
    expect(config.locate(1e9)).toMatchObject({ line: 6 });
  });

  test.each([
    ["1", 1],
    ["- 1", [1]],
    ["", null],
    ["# only a comment", null],
    ['"text"', "text"],
  ])("gives the root of %j as it is, for the reader to refuse", (source, value) => {
    const { root, locate } = unwrap(parseConfig(source, "loop.yaml"), "test");
    expect(toValue(root)).toEqual(value);
    expect(locate(root.offset)).toMatchObject({ file: "loop.yaml", line: 1, column: 1 });
  });

  test("dates, version numbers and yes stay text", () => {
    expect(read("[2025-01-01, 1.2.3, yes, off, 1_000, ~]")).toEqual([
      "2025-01-01",
      "1.2.3",
      "yes",
      "off",
      "1_000",
      null,
    ]);
  });

  test("follows aliases, each to the anchor last set before it", () => {
    const value = read("a: &x {n: 1}\nb: *x\nx2: &x {n: 2}\nc: [*x, *x]\nd: &y [*x]\ne: *y");
    expect(JSON.stringify(value)).toBe(
      '{"a":{"n":1},"b":{"n":1},"x2":{"n":2},"c":[{"n":2},{"n":2}],"d":[{"n":2}],"e":[{"n":2}]}',
    );
  });

  test("hostile keys are keys", () => {
    const value = read("__proto__: {polluted: 1}\nconstructor: 2") as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("faults, each with its place", () => {
  test.each([
    [
      "duplicate keys in YAML",
      "budget: 1\nbudget: 2",
      'loop.yaml:2:1: key "budget" is not unique; keep one\n  2 | budget: 2\n      ^',
    ],
    [
      "duplicate keys in JSON",
      '{\n  "budget": 1,\n  "budget": 2\n}',
      'loop.yaml:3:3: key "budget" is not unique; keep one\n  3 |   "budget": 2\n        ^',
    ],
    [
      "a tab as indentation, its caret in place",
      "a:\n\tb: 1",
      "loop.yaml:2:1: tabs are not allowed as indentation\n  2 |  b: 1\n      ^",
    ],
    [
      "an alias that names nothing",
      "a: *nobody",
      'loop.yaml:1:4: alias "*nobody" names nothing\n  1 | a: *nobody\n         ^',
    ],
    [
      "an alias that contains itself",
      "a: &a [1, *a]",
      'loop.yaml:1:11: alias "*a" contains itself\n  1 | a: &a [1, *a]\n                ^',
    ],
    [
      "a second document",
      "a: 1\n---\nb: 2",
      "loop.yaml:2:1: a second document begins; keep one in a file\n  2 | ---\n      ^",
    ],
    ["a key that is a list", "? [1, 2]\n: 3", "loop.yaml:1:3: a key is not plain text\n  1 | ? [1, 2]\n        ^"],
    [
      "bytes",
      "a: !!binary aGk=",
      "loop.yaml:1:13: a value of type object is not used in configurations\n  1 | a: !!binary aGk=\n                  ^",
    ],
  ])("%s", (_, source, message) => expect(faults(source)).toBe(message));

  test("several at once", () => {
    const result = parseConfig('a: 1\na: 2\nb: *c\n1: x\n"1": y', "loop.yaml");
    expect(result.ok ? [] : result.issues.map(({ location }) => location?.line)).toEqual([2, 3, 5]);
  });

  test.each(["{", "[1, 2", '{"a": 1,, }', "a: b: c", "a: 'open", "%YAML 9\n---\n- @", "a: [}", "*", "&"])(
    "%j is a fault with a place, not a crash",
    (source) => {
      const result = parseConfig(source, "loop.yaml");
      expect(result.ok).toBe(false);
      expect(result.ok ? null : result.issues[0]?.location?.line).toBeGreaterThan(0);
    },
  );
});

describe("texts made to hurt", () => {
  const most = "more than 100000 values, aliases followed; use fewer";
  const tooDeep = "values are nested more than 200 levels deep; flatten them";

  test("a billion laughs", () => {
    const names = Array.from("abcdefghij");
    const lines = names.map(
      (name, i) =>
        `${name}: &${name} [${Array(10)
          .fill(i === 0 ? "lol" : `*${names[i - 1]}`)
          .join(", ")}]`,
    );
    expect(faults(lines.join("\n"))).toContain(most);
  });

  test("ten thousand aliases, and ten thousand keys, take no squares of time", () => {
    const source = `a: &a 1\nb: [${"*a,".repeat(10_000)}]\n${Array.from({ length: 10_000 }, (_, i) => `k${i}: 1\n`).join("")}`;
    expect((read(source) as { b: number[] }).b).toHaveLength(10_000);
  });

  test("a chain of aliases, each one level deeper", () => {
    const lines = Array.from({ length: 500 }, (_, i) => `k${i}: &k${i} [${i === 0 ? "" : `*k${i - 1}`}]`);
    expect(faults(lines.join("\n"))).toContain(tooDeep);
  });

  test("aliases that contain each other", () => {
    expect(faults("a: &a [&b [*a], *b]")).toContain('alias "*a" contains itself');
  });

  test.each([
    ["[", "]"],
    ['{"a":', "}"],
    ["- ", ""],
    ["[", ""],
    ["? ", ""],
  ])("10 000 levels of %j", (open, close) => {
    const source = `${open.repeat(10_000)}1${close.repeat(10_000)}`;
    const result = parseConfig(source, "loop.yaml");
    expect(result.ok ? [] : result.issues.map(({ message }) => message)).toEqual([tooDeep]);
  });

  test("200 levels are read, 201 are not", () => {
    expect(parseConfig(`${"[".repeat(200)}${"]".repeat(200)}`, "f").ok).toBe(true);
    expect(faults(`${"[".repeat(201)}1${"]".repeat(201)}`)).toContain(tooDeep);
  });

  test("a line of two million letters", () => {
    expect(faults(`a: ${"x".repeat(2_000_000)}`)).toBe(
      `loop.yaml: the configuration has 2000003 characters; at most ${largestConfig} are read`,
    );
  });

  test("a fault far along a long line is told without the line", () => {
    const fault = faults(`a: "${"x".repeat(900_000)}" y`);
    expect(fault).toMatch(/^loop\.yaml:1:900007: /);
    expect(fault.length).toBeLessThan(400);
  });

  test("control characters do not reach the terminal", () => {
    expect(faults('a: "\u001B[2J"\na: 1\n')).not.toContain("\u001B");
    expect(faults("a: 1\na: \u001B[2J")).not.toContain("\u001B");
  });
});

test("locateIssues gives the place of the deepest part that exists", () => {
  const config = unwrap(parseConfig(text, "loop.yaml"), "test");
  const issues = locateIssues(
    [
      { path: [0, "cost_to_scale"], message: "too small; got 250" },
      { path: [1, "cost_to_scale"], message: "expected number; got nothing" },
      { path: [7], message: "elsewhere", location: { file: "other.yaml", line: 1, column: 1, excerpt: "x" } },
    ],
    config,
    config.root,
    ["initiatives"],
  );
  expect(issues.map(({ path, location }) => [path.join("."), location?.file, location?.line])).toEqual([
    ["initiatives.0.cost_to_scale", "loop.yaml", 4],
    ["initiatives.1.cost_to_scale", "loop.yaml", 5],
    ["7", "other.yaml", 1],
  ]);
  expect(childOf(config.root, "budget")).toMatchObject({ kind: "scalar", value: 1000 });
});
