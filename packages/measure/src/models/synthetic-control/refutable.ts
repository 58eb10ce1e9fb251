import type { Refutable } from "@ie/contracts";
import { shuffle } from "@ie/stats";
import { distinct, filterRows } from "@ie/table";
import type { SyntheticControlOptions } from "./options.ts";

/** Fewest donors that are left for a donor that stands for the treated. */
const fewestDonors = 2;

export const refutable: Refutable<SyntheticControlOptions> = {
  outcome: (options) => options.outcomeColumn,
  unit: (options) => options.unitColumn,
  time: (options) => options.timeColumn,
  treatment: ({ treatedColumn }) => (treatedColumn === null ? [] : [treatedColumn]),
  reassign: ({ table, options }, rng) => {
    const treated = new Set(options.treatedUnits);
    const units = Array.from(distinct(table, options.unitColumn) as readonly (string | number)[], String);
    const eligible = (options.donors ?? units).filter((unit) => !treated.has(unit));
    if (eligible.length < options.treatedUnits.length + fewestDonors) return null;
    const chosen = shuffle(rng, eligible).slice(0, options.treatedUnits.length);
    const ids = table[options.unitColumn]!;
    const donors = options.donors?.filter((unit) => !chosen.includes(unit)) ?? null;
    return {
      table: filterRows(table, (row) => !treated.has(String(ids[row]))),
      options: { ...options, treatedUnits: chosen, donors },
    };
  },
  launch: ({ treatmentTime }) => treatmentTime,
  withLaunch: (options, treatmentTime) => ({ ...options, treatmentTime }),
};
