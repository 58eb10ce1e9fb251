import { ImpactError, choiceOption, orNull, textOption, withDefault } from "@ie/contracts";
import { finiteColumn } from "../../../columns.ts";
import type { CountsFeature } from "../features.ts";
import { fitCounts } from "../regression/poisson.ts";
import { onCalendar } from "../series.ts";
import { who } from "../who.ts";

/** Counts by quasi-Poisson regression (McCullagh and Nelder 1989): options `family` and `offset` of the method regression. */
export const counts: CountsFeature = {
  options: {
    family: withDefault(choiceOption("gaussian", "poisson"), "gaussian"),
    offset: orNull(textOption()),
  },
  faults: ({ family, method, offset }) => [
    family === "poisson" && method !== "regression"
      ? { path: ["family"], message: `poisson needs method regression; the method is ${method}` }
      : null,
    offset !== null && family !== "poisson" ? { path: ["offset"], message: "needs family: poisson" } : null,
  ],
  requireCounts: (y, dates, { dependentVariable, family }) => {
    const at = family === "poisson" ? y.findIndex((value) => value < 0) : -1;
    if (at === -1) return;
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `column "${dependentVariable}" has ${y[at]} on ${dates[at]}, and a count is not negative`,
      hint: "look at the source, or set family: gaussian",
      facts: { column: dependentVariable, date: dates[at], value: y[at] },
    });
  },
  logOffset: (table, { offset: name }, dates, rows) => {
    if (name === null) return null;
    const cells = finiteColumn(who, table, name, "an exposure must be known on every date");
    const values = onCalendar(cells, name, dates, rows);
    const at = values.findIndex((value) => !(value > 0));
    if (at === -1) return values.map(Math.log);
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `the offset "${name}" is ${values[at]} on ${dates[at]}; an exposure is positive`,
      hint: "give the exposure itself, not its logarithm",
      facts: { column: name, date: dates[at], value: values[at] },
    });
  },
  fit: fitCounts,
};
