import type { Table } from "@ie/contracts";
import type { StratifiedEffect } from "@ie/stats";

/** Strata as a table for figures; those left out have weight 0. */
export function strataTable({ strata }: StratifiedEffect): Table {
  return {
    stratum: Float64Array.from(strata.keys(), (s) => s + 1),
    treated: Float64Array.from(strata, ({ treated }) => treated),
    control: Float64Array.from(strata, ({ control }) => control),
    mean_treated: Float64Array.from(strata, ({ treatedMean }) => treatedMean),
    mean_control: Float64Array.from(strata, ({ controlMean }) => controlMean),
    effect: Float64Array.from(strata, ({ effect }) => effect),
    weight: Float64Array.from(strata, ({ weight }) => weight),
  };
}

/** n weights that give each arm the estimand's shares of the strata; 0 in strata left out. */
export function stratumWeights({ strata }: StratifiedEffect, codes: Int32Array, treated: Uint8Array): Float64Array {
  return Float64Array.from(codes, (code, i) => {
    const { weight, treated: nTreated, control } = strata[code]!;
    return weight === 0 ? 0 : weight / (treated[i] === 1 ? nTreated : control);
  });
}
