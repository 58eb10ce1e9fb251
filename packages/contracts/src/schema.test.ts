import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { unwrap } from "./result.ts";
import { optionsSchema, validate, type CamelKeys, type Schema } from "./schema.ts";

const options = optionsSchema({
  order_p: z.int().min(0).default(1),
  seasonal_order: z.array(z.int()).default([]),
  outcome: z.string(),
  return_7_days: z.boolean().default(false),
});

function messages(value: unknown): readonly string[] {
  const result = validate(options, value);
  return result.ok ? [] : result.issues.map((issue) => issue.message);
}

describe("optionsSchema", () => {
  test("reads snake_case, gives camelCase and defaults", () => {
    expect(unwrap(validate(options, { outcome: "revenue", order_p: 2 }), "test")).toEqual({
      orderP: 2,
      seasonalOrder: [],
      outcome: "revenue",
      return7Days: false,
    });
  });

  test("has the types of what it gives", () => {
    expectTypeOf(options).toEqualTypeOf<
      Schema<{ orderP: number; seasonalOrder: number[]; outcome: string; return7Days: boolean }>
    >();
    expectTypeOf<CamelKeys<{ a_b_c: 1; d: 2 }>>().toEqualTypeOf<{ aBC: 1; d: 2 }>();
  });

  test("names the nearest option for each unknown one, at its own path", () => {
    const result = validate(options, { outcome: "revenue", order_q: 2, colour: "red" });
    expect(result.ok ? [] : result.issues).toEqual([
      { path: ["order_q"], message: 'unknown option "order_q"; did you mean "order_p"?' },
      {
        path: ["colour"],
        message: 'unknown option "colour"; there is order_p, seasonal_order, outcome, return_7_days',
      },
    ]);
  });

  test("an option written as programs read it is unknown, with its spelling in configurations", () => {
    expect(messages({ outcome: "x", orderP: 1 })).toEqual(['unknown option "orderP"; did you mean "order_p"?']);
  });

  test("all faults together, each with its value", () => {
    expect(messages({ order_p: -1, seasonal_order: [1, 0.5], colour: "red" }).toSorted()).toEqual([
      "expected int; got 0.5",
      "expected string; got nothing",
      "too small: expected number to be >=0; got -1",
      'unknown option "colour"; there is order_p, seasonal_order, outcome, return_7_days',
    ]);
  });

  test("hostile names are unknown options", () => {
    expect(messages(JSON.parse('{"outcome":"x","__proto__":{"order_p":9},"constructor":1}'))).toHaveLength(2);
  });

  test.each([null, "text", 3, []])("refuses %j as options", (value) => {
    expect(messages(value)).toEqual([`expected object; got ${JSON.stringify(value)}`]);
  });
});

describe("validate", () => {
  test("takes any Standard Schema, with keys as objects in its paths", () => {
    const even: Schema<number> = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (value) =>
          typeof value === "number" && value % 2 === 0
            ? { value }
            : { issues: [{ message: "Is odd", path: [{ key: "list" }, 0, Symbol("s")] }] },
      },
    };
    expect(validate(even, 4)).toEqual({ ok: true, value: 4 });
    expect(validate(even, 3)).toEqual({
      ok: false,
      issues: [{ path: ["list", 0, "Symbol(s)"], message: "is odd; got nothing" }],
    });
  });

  test("does not show inherited values as the user's", () => {
    const schema: Schema<unknown> = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => ({ issues: [{ message: "missing", path: ["constructor"] }] }),
      },
    };
    expect(validate(schema, {})).toMatchObject({ issues: [{ message: "missing; got nothing" }] });
  });

  test("refuses an asynchronous schema", () => {
    const schema: Schema<number> = {
      "~standard": { version: 1, vendor: "test", validate: (value) => Promise.resolve({ value: value as number }) },
    };
    expect(() => validate(schema, 1)).toThrow("schema: validation is asynchronous; use a synchronous schema");
  });
});
