import { ImpactError, type Column } from "@ie/contracts";
import { armsOf } from "../models/experiment/arms.ts";

/** Who is treated: 0/1, booleans as texts, or any two values; `data/no-variation` with one, `data/out-of-range` with more than two. */
export function readTreatment(
  who: string,
  column: string,
  cells: Column,
  control: string | null,
): { readonly treated: Uint8Array; readonly levels: { readonly treated: string; readonly control: string } } {
  const { levels, codes } = armsOf(who, column, cells, control, null);
  if (levels.length > 2) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `the treatment "${column}" has ${levels.length} values (${levels.slice(0, 8).join(", ")})`,
      hint: "two are compared; keep the rows of two, or make one column of 0 and 1",
      facts: { treatment: column, levels: levels.length },
    });
  }
  return {
    treated: Uint8Array.from(codes),
    levels: { control: levels[0] ?? "", treated: levels[1] ?? "" }, // armsOf has refused fewer
  };
}
