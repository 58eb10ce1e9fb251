import { isImpactError, unwrap, validate, type Model, type Table } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { checkData, contextOf, models, type DataFinding } from "../../src/index.ts";
import { damages } from "./damages.ts";
import { examples, type ContractExample } from "./examples.ts";

function planOf({ model: name, options }: ContractExample): {
  model: Model<unknown>;
  modelName: string;
  modelOptions: unknown;
} {
  const model = (models as Readonly<Record<string, Model<unknown>>>)[name]!;
  return { model, modelName: name, modelOptions: unwrap(validate(model.options, options), name) };
}

/** What the model itself says to the rows: null, or the code of its refusal. */
function refusalOf(example: ContractExample, table: Table): string | null {
  const plan = planOf(example);
  try {
    const fit = plan.model.fit(table, plan.modelOptions, contextOf(1));
    return fit.sampleSize < 30 ? "data/too-few-rows" : null;
  } catch (error) {
    if (!isImpactError(error)) throw error;
    return error.code;
  }
}

function errorsOf(example: ContractExample, table: Table): readonly DataFinding[] {
  return checkData(planOf(example), { loaded: table, transformed: table }).filter(
    ({ severity }) => severity === "error",
  );
}

/** Where an answer comes out that means nothing; the contract refuses it. */
const meaningless = new Set([
  "experiment: a covariate that is the outcome",
  "difference_in_differences: a covariate that is the outcome",
]);

/** Where the model meets another fault first, or calls it by its own name. */
const otherCodes: Readonly<Record<string, readonly string[]>> = {
  "fit/singular": ["data/no-variation", "data/too-few-rows"],
  "data/no-variation": ["data/out-of-range", "data/too-few-rows"],
  "data/out-of-range": ["data/not-finite"],
};

describe.each(examples.map((example, i) => [`${i + 1}: ${example.model}`, example] as const))("%s", (_, example) => {
  test("has an answer and no error to begin with", () => {
    expect(errorsOf(example, example.table)).toEqual([]);
    expect(refusalOf(example, example.table)).toBeNull();
  });

  const spoilt = Object.entries(damages).flatMap(([name, damage]) => {
    const table = damage(example);
    return table === null ? [] : [[name, table] as const];
  });

  test.each(spoilt)(
    "%s: the contract has an error where the model refuses, and none where it answers",
    (name, table) => {
      const refusal = refusalOf(example, table);
      const errors = errorsOf(example, table);
      const key = `${example.model}: ${name}`;
      const said = errors.map(({ code, message }) => `${code}: ${message}`);
      if (refusal === null && !meaningless.has(key)) expect(said, key).toEqual([]);
      if (refusal === null) return;
      const accepted = new Set<string>([refusal, ...(otherCodes[refusal] ?? [])]);
      const codes = errors.map(({ code }) => code);
      expect(
        codes.some((code) => accepted.has(code)),
        `${key}: the model says ${refusal}, the contract ${said.join("; ")}`,
      ).toBe(true);
    },
  );
});
