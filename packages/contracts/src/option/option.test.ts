import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod/mini";
import { unwrap } from "../result.ts";
import {
  checkedOption,
  choiceOption,
  eitherOption,
  flagOption,
  groupOption,
  listOption,
  mappedOption,
  numberOption,
  optionSet,
  optionsSchema,
  orNull,
  recordOption,
  taggedOption,
  textOption,
  tupleOption,
  validate,
  wholeOption,
  withDefault,
  type Option,
  type Schema,
} from "../schema.ts";

const options = optionSet({
  outcome: textOption(),
  order_p: withDefault(wholeOption(0), 1),
  share: orNull(numberOption({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
  columns: withDefault(listOption(textOption(), 1, 3), ["a"]),
  is_final: withDefault(flagOption(), false),
});

function faults(schema: Schema<unknown>, value: unknown): string[] {
  const result = validate(schema, value);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("optionSet", () => {
  test("reads snake_case, gives camelCase and defaults, and has the types of what it gives", () => {
    expect(unwrap(validate(options, { outcome: "y", order_p: 2 }), "test")).toEqual({
      outcome: "y",
      orderP: 2,
      share: null,
      columns: ["a"],
      isFinal: false,
    });
    expectTypeOf(unwrap(validate(options, { outcome: "y" }), "test")).toMatchTypeOf<{
      outcome: string;
      orderP: number;
      share: number | null;
      isFinal: boolean;
    }>();
  });

  test("all faults together, each with its place and value, unknown names with the nearest known one", () => {
    const value = { order_p: -1, share: 1, columns: [], is_final: "yes", order_q: 1, __proto: 2, constructor: 3 };
    expect(faults(options, value)).toEqual([
      "outcome: expected string; got nothing",
      "order_p: too small: expected number to be >=0; got -1",
      "share: too big: expected number to be <1; got 1",
      "columns: too small: expected array to have >=1 items; got []",
      'is_final: expected boolean; got "yes"',
      'order_q: unknown option "order_q"; did you mean "order_p"?',
      '__proto: unknown option "__proto"; there is outcome, order_p, share, columns, is_final',
      'constructor: unknown option "constructor"; there is outcome, order_p, share, columns, is_final',
    ]);
  });

  test("words the fault of a key itself where it is asked to", () => {
    const own = optionSet({ a: textOption() }, (key) => (key === "looks" ? "belongs elsewhere; leave it out" : null));
    expect(faults(own, { a: "x", looks: 1, b: 2 })).toEqual([
      "looks: belongs elsewhere; leave it out",
      'b: unknown option "b"; did you mean "a"?',
    ]);
  });

  test.each([null, "text", 3, []])("refuses %j", (value) => {
    expect(faults(options, value)[0]).toBe(`: expected object; got ${JSON.stringify(value)}`);
  });

  test("hostile names are unknown options", () => {
    expect(faults(options, JSON.parse('{"outcome":"x","__proto__":{"order_p":9}}'))).toHaveLength(1);
  });

  test("tells what it takes as JSON Schema", () => {
    expect(options.json).toEqual({
      type: "object",
      properties: {
        outcome: { type: "string", minLength: 1 },
        order_p: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 1 },
        share: {
          anyOf: [{ type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, { type: "null" }],
          default: null,
        },
        columns: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1, maxItems: 3, default: ["a"] },
        is_final: { type: "boolean", default: false },
      },
      required: ["outcome"],
      additionalProperties: false,
    });
  });
});

const looks = taggedOption("plan", {
  once: groupOption({ plan: choiceOption("once") }),
  often: groupOption({ plan: choiceOption("often"), total: wholeOption(1, 5) }),
});
const cell = eitherOption(textOption(0), numberOption(), "expected a text or a number");

test.each<[string, Option<unknown>, unknown, string[]]>([
  ["text", textOption(), "", [': too small: expected string to have >=1 characters; got ""']],
  ["number", numberOption(), NaN, [": expected number; got NaN"]],
  ["whole number", wholeOption(0), 0.5, [": expected int; got 0.5"]],
  ["choice", choiceOption("a", "b"), "c", [': invalid option: expected one of "a"|"b"; got "c"']],
  ["single value", choiceOption("auto"), 1, [': expected "auto"; got 1']],
  ["list", listOption(numberOption()), [1, "x"], ['1: expected number; got "x"']],
  [
    "tuple",
    tupleOption(wholeOption(0), wholeOption(0)),
    [1],
    [": too small: expected array to have >=2 items; got [1]"],
  ],
  [
    "record",
    recordOption(numberOption({ exclusiveMinimum: 0 })),
    { a: 0 },
    ["a: too small: expected number to be >0; got 0"],
  ],
  ["no record", recordOption(numberOption()), [], [": expected record; got []"]],
  ["tag", looks, { plan: "never" }, ['plan: invalid option: expected one of "once"|"often"; got "never"']],
  ["tagged", looks, { plan: "often", total: 9 }, ["total: too big: expected number to be <=5; got 9"]],
  ["either", cell, true, [": expected a text or a number; got true"]],
  [
    "either, the last one's",
    eitherOption(choiceOption("auto"), wholeOption(0, 3)),
    7,
    [": too big: expected number to be <=3; got 7"],
  ],
  ["mapped", mappedOption(textOption(), (text) => text.length), 3, [": expected string; got 3"]],
  ["checked", checkedOption(numberOption(), (n) => n !== 3, "is 3; that is taken"), 3, [": is 3; that is taken"]],
])("a fault of a %s", (_, item, value, expected) => {
  expect(faults(item, value)).toEqual(expected);
});

test("what is right goes through, changed where asked", () => {
  const read = (item: Option<unknown>, value: unknown): unknown => unwrap(validate(item, value), "test");
  expect(read(looks, { plan: "often", total: 3 })).toEqual({ plan: "often", total: 3 });
  expect(read(mappedOption(cell, String), 4)).toBe("4");
  expect(read(tupleOption(wholeOption(0), textOption()), [1, "a"])).toEqual([1, "a"]);
  expect(read(recordOption(numberOption()), { a: 1 })).toEqual({ a: 1 });
  expect(read(orNull(textOption()), undefined)).toBeNull();
});

test("the same faults in the same words as a shape of zod", () => {
  const both = [
    optionSet({
      name: textOption(),
      count: withDefault(wholeOption(1, 9), 3),
      kind: withDefault(choiceOption("a", "b"), "a"),
      list: withDefault(listOption(numberOption({ minimum: 2 })), []),
    }),
    optionsSchema({
      name: z.string().check(z.minLength(1)),
      count: z._default(z.int().check(z.minimum(1), z.maximum(9)), 3),
      kind: z._default(z.enum(["a", "b"]), "a"),
      list: z._default(z.array(z.number().check(z.minimum(2))), []),
    }),
  ];
  for (const value of [{}, { name: 1, count: 0, kind: "c", list: [1] }, { name: "", count: 10.5, lst: 1 }, null]) {
    const [own, zod] = both.map((schema) => faults(schema, value));
    expect(own).toEqual(zod);
  }
});
