import { describe, expect, test } from "vitest";
import { unwrap } from "../result.ts";
import { childOf, fromValue, lowerKeys, offsetOf, toValue, type ConfigNode } from "./config-node.ts";
import { parseConfig } from "./parse-config.ts";

function nodeOf(text: string): ConfigNode {
  return unwrap(parseConfig(text, "f.yaml"), "test").root;
}

describe("lowerKeys", () => {
  test("lowers keys written wholly in capitals, at every depth, and no values", () => {
    const text = "DATA:\n  SOURCE: {TYPE: CSV, Path: A}\nMODELS: [{P1: 1}]\nmixedCase: 1\nx-Y: 2";
    expect(JSON.stringify(toValue(lowerKeys(nodeOf(text))))).toBe(
      '{"data":{"source":{"type":"CSV","Path":"A"}},"models":[{"p1":1}],"mixedCase":1,"x-Y":2}',
    );
  });

  test("a key whose lower-case twin is there too stays, so that neither value hides the other", () => {
    expect(JSON.stringify(toValue(lowerKeys(nodeOf("DATA: 1\ndata: 2"))))).toBe('{"DATA":1,"data":2}');
  });

  test("keeps the places", () => {
    const root = lowerKeys(nodeOf("A: 1\nDATA: {B: 2}"));
    expect(offsetOf(root, ["data", "b"])).toBe(15);
  });
});

describe("offsetOf", () => {
  const text = "a: 1\nlist:\n  - x: 2\n    y: {z: 3}\n";
  const root = nodeOf(text);

  test.each([
    [[], 0],
    [["a"], text.indexOf("1")],
    [["list"], text.indexOf("list")],
    [["list", 0], text.indexOf("x: 2")],
    [["list", 0, "x"], text.indexOf("2")],
    [["list", 0, "y"], text.indexOf("y:")],
    [["list", 0, "y", "z"], text.indexOf("3")],
    [["list", 0, "nothing", "deeper"], text.indexOf("x: 2")],
    [["list", 7], text.indexOf("list")],
    [["list", "0"], text.indexOf("list")],
    [["a", "b"], text.indexOf("1")],
    [["nothing"], 0],
  ] as const)("%j", (path, offset) => expect(offsetOf(root, path)).toBe(offset));
});

test("childOf finds a map's entry and nothing inherited", () => {
  const root = nodeOf("a: {b: 1}");
  expect(childOf(childOf(root, "a"), "b")).toMatchObject({ kind: "scalar", value: 1 });
  expect(childOf(root, "constructor")).toBeUndefined();
  expect(childOf(nodeOf("[1]"), "a")).toBeUndefined();
  expect(childOf(undefined, "a")).toBeUndefined();
});

describe("fromValue", () => {
  test("leaves out what is undefined and gives every node the offset", () => {
    expect(fromValue({ a: undefined, b: [1] }, 5)).toEqual({
      kind: "map",
      offset: 5,
      entries: [
        { key: "b", keyOffset: 5, node: { kind: "list", offset: 5, items: [{ kind: "scalar", offset: 5, value: 1 }] } },
      ],
    });
  });

  test("refuses what no configuration holds", () => {
    expect(() => fromValue({ a: () => 1 })).toThrow(
      "configuration: a value of type function cannot stand in a configuration; use text, numbers, true, false, null, lists and maps",
    );
  });
});
