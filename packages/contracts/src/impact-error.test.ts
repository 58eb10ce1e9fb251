import { describe, expect, test } from "vitest";
import type * as Module from "./impact-error.ts";
import { ImpactError, isImpactError, type ErrorCode } from "./impact-error.ts";

const missing = {
  code: "data/missing-column",
  who: "interrupted_time_series",
  what: 'no column "revenu"',
  hint: "the table has date, revenue",
  facts: { column: "revenu" },
} as const;

describe("ImpactError", () => {
  test("says who, what is wrong, and the way out", () => {
    const error = new ImpactError(missing);
    expect(error.message).toBe('interrupted_time_series: no column "revenu"; the table has date, revenue');
    expect(error).toMatchObject({ name: "ImpactError", code: "data/missing-column", facts: { column: "revenu" } });
    expect(error.hint).toBe("the table has date, revenue");
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain("impact-error.test.ts");
  });

  test("without hint, facts and cause", () => {
    const error = new ImpactError({ code: "fit/singular", who: "ols", what: "the columns are collinear" });
    expect(error.message).toBe("ols: the columns are collinear");
    expect(error).toMatchObject({ hint: null, facts: {} });
    expect("cause" in error).toBe(false);
  });

  test("keeps its cause", () => {
    const cause = new TypeError("x");
    expect(new ImpactError({ ...missing, cause }).cause).toBe(cause);
    expect(new ImpactError({ ...missing, cause: null }).cause).toBeNull();
  });

  test("shows no brand to those who list its keys", () => {
    expect(Object.keys(new ImpactError(missing)).sort()).toEqual(["code", "facts", "hint", "name"]);
  });

  test("takes the codes of plug-ins, and only area/fault ones", () => {
    const own: ErrorCode = "warehouse/asleep";
    expect(new ImpactError({ ...missing, code: own }).code).toBe("warehouse/asleep");
    // @ts-expect-error -- a code has an area and a fault
    const none: ErrorCode = "asleep";
    expect(none).toBe("asleep");
  });
});

describe("isImpactError", () => {
  test("knows the errors of a second copy of the package", async () => {
    const url = new URL("impact-error.ts?copy", import.meta.url).href;
    const copy = (await import(/* @vite-ignore */ url)) as typeof Module;
    const error = new copy.ImpactError(missing);
    expect(copy.ImpactError).not.toBe(ImpactError);
    expect(error).not.toBeInstanceOf(ImpactError);
    expect(isImpactError(error)).toBe(true);
    expect(copy.isImpactError(new ImpactError(missing))).toBe(true);
  });

  test.each([new Error("x"), { code: "data/missing-column", name: "ImpactError" }, "text", null, undefined, 3])(
    "is false of %s",
    (value) => expect(isImpactError(value)).toBe(false),
  );

  test("narrows", () => {
    const error: unknown = new ImpactError(missing);
    if (!isImpactError(error)) throw new Error("unreachable");
    const code: ErrorCode = error.code;
    expect(code).toBe("data/missing-column");
  });
});
