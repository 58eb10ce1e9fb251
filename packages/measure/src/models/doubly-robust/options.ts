import { optionsSchema, suggestName, type Schema } from "@ie/contracts";
import * as z from "zod/mini";
import {
  settledOptions,
  settleUnitOptions,
  trimOption,
  unitOptions,
  type OptionFault,
  type Trim,
  type UnitOptions,
} from "../../units/index.ts";
import { who } from "./who.ts";
import type { Learners } from "./learners.ts";

export interface DoublyRobustOptions extends UnitOptions {
  readonly estimand: "ate" | "att" | "atc";
  readonly outcomeModel: string;
  readonly propensityModel: string;
  /** Adds the squares, and the products by twos, of the covariates. */
  readonly squares: boolean;
  readonly interactions: boolean;
  /** 1 fits and predicts on the same units. */
  readonly folds: number;
  /** Column with each unit's fold. */
  readonly foldColumn: string | null;
  /** Splits into folds, whose median is taken. */
  readonly repeats: number;
  /** Column of units that are not independent of each other. */
  readonly cluster: string | null;
  readonly trim: Trim;
}

const column = z.string().check(z.minLength(1));
const optional = z._default(z.nullable(column), null);

const base = optionsSchema({
  ...unitOptions,
  estimand: z._default(z.enum(["ate", "att", "atc"]), "ate"),
  outcome_model: z._default(z.nullable(z.string()), null),
  propensity_model: z._default(z.nullable(z.string()), null),
  squares: z._default(z.boolean(), false),
  interactions: z._default(z.boolean(), false),
  folds: z._default(z.int().check(z.minimum(1), z.maximum(100)), 5),
  fold_column: optional,
  repeats: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(101))), null),
  cluster: optional,
  trim: trimOption,
});

/** Splits that are taken by default: one more or less changes little of the median. */
const usualRepeats = 5;

function unknown(key: string, name: string, names: readonly string[]): readonly OptionFault[] {
  if (names.includes(name)) return [];
  return [{ path: [key], message: `unknown model "${name}"; ${suggestName(name, names)}` }];
}

/** The schema for a model that carries these learners; the first of each kind is the default. */
export function optionsFor(learners: Learners): Schema<DoublyRobustOptions> {
  return settledOptions(who, base, (all) => {
    const { outcomeColumn: _, covariates: __, ...given } = all;
    const { options: common, faults } = settleUnitOptions(all);
    const single = given.foldColumn !== null || given.folds === 1;
    const options: DoublyRobustOptions = {
      ...given,
      ...common,
      trim: given.trim ?? null,
      outcomeModel: given.outcomeModel ?? Object.keys(learners.outcome)[0]!,
      propensityModel: given.propensityModel ?? Object.keys(learners.propensity)[0]!,
      repeats: given.repeats ?? (single ? 1 : usualRepeats),
    };
    return {
      options,
      faults: [
        ...faults,
        ...unknown("outcome_model", options.outcomeModel, Object.keys(learners.outcome)),
        ...unknown("propensity_model", options.propensityModel, Object.keys(learners.propensity)),
        ...(single && options.repeats > 1
          ? [{ path: ["repeats"], message: "belongs to folds drawn by the seed; take it out" }]
          : []),
      ],
    };
  });
}
