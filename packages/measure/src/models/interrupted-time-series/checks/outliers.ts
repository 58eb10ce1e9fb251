import type { Check, Effect } from "@ie/contracts";
import { effectOf } from "../inference.ts";
import { effectColumns } from "../interventions.ts";
import type { Answer } from "../method.ts";
import type { Series } from "../series.ts";

/** One such error is due in 16,000 normal dates. */
const far = 4;

/** Dates whose one-step error is far out, and the effect with those outcomes unknown. */
export function outliersCheck(
  { y, dates, background, interventions }: Series,
  { innovations, estimate, probe }: Answer,
  unit: string,
): { checks: Check[]; effects: Effect[] } {
  if (innovations === null) return { checks: [], effects: [] };
  const at = Array.from(innovations.keys()).filter((t) => Math.abs(innovations[t]!) > far);
  const named = `${at
    .slice(0, 5)
    .map((t) => dates[t]!)
    .join(", ")}${at.length > 5 ? ", …" : ""}`;
  if (at.length === 0) {
    const message = `no outcome is more than ${far} standard deviations from its prediction`;
    return { checks: [{ name: "outliers", status: "pass", message, value: 0 }], effects: [] };
  }
  const without = y.slice();
  for (const t of at) without[t] = NaN;
  const [only, more] = interventions;
  const constant = more === undefined && ["step", "pulse"].includes(only!.shape); // its coefficient is the estimate
  const column = effectColumns(only!, y.length)[0]!;
  const other = constant ? probe({ y: without, background: background.cols === 0 ? null : background, column }) : null;
  const moved = other === null ? null : Math.abs(other.value - estimate.value) / estimate.stderr;
  const settled =
    other === null || other.pValue < 1 - other.interval.level === estimate.pValue < 1 - estimate.interval.level;
  return {
    checks: [
      {
        name: "outliers",
        status: moved !== null && (moved > 1 || !settled) ? "fail" : "warn",
        message: `${at.length === 1 ? "an outcome is" : `${at.length} outcomes are`} more than ${far} standard deviations from the prediction (${named})${other === null ? "" : `; without ${at.length === 1 ? "it" : "them"} the effect is ${other.value.toPrecision(4)}`}`,
        value: at.length,
      },
    ],
    effects: other === null ? [] : [effectOf("without_outliers", other, unit)],
  };
}
