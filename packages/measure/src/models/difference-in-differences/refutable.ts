import type { Refutable } from "@ie/contracts";
import { shuffle } from "@ie/stats";
import { distinct } from "@ie/table";
import type { DifferenceInDifferencesOptions } from "./options.ts";

/** Treatments are exchanged at the level of their assignment. */
export const refutable: Refutable<DifferenceInDifferencesOptions> = {
  outcome: (options) => options.dependentVariable,
  unit: (options) => options.cluster ?? options.unitColumn,
  time: (options) => options.timeColumn,
  treatment: ({ treatmentColumn, firstTreatedColumn }) =>
    [treatmentColumn, firstTreatedColumn].filter((name) => name !== null),
  reassign: ({ table, options }, rng) => {
    if (options.unitColumn === null) return null;
    const units = distinct(table, options.unitColumn) as readonly (string | number)[];
    const treatedUnits = shuffle(rng, units).slice(0, options.treatedUnits.length);
    return { table, options: { ...options, treatedUnits } };
  },
  withCovariate: (options, column) => ({ ...options, covariates: [...options.covariates, column] }),
  launch: ({ interventionDate }) => interventionDate,
  withLaunch: (options, interventionDate) => ({ ...options, interventionDate }),
};
