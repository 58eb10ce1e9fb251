import type { Check } from "@ie/contracts";
import { effectColumns } from "../interventions.ts";
import type { Answer } from "../method.ts";
import type { InterruptedTimeSeriesOptions } from "../options.ts";
import { columnOf, matrixOf, type Series } from "../series.ts";

/**
 * Each covariate as the outcome: one that jumps at the intervention was moved by it, or by what came with it, and then takes
 * part of the effect away. Holm's (1979) correction, so that many covariates do not cry wolf.
 */
export function controlsCheck(series: Series, options: InterruptedTimeSeriesOptions, { probe }: Answer): Check[] {
  const { covariates } = options;
  if (covariates.length === 0) return [];
  const { background, backgroundNames, y, interventions } = series;
  const n = y.length;
  const isControl = (name: string): boolean =>
    covariates.some((each) => name === each || name.startsWith(`${each}_lag_`));
  const rest = backgroundNames.flatMap((name, j) => (isControl(name) ? [] : [columnOf(background, j)]));
  const column = effectColumns({ ...interventions[0]!, shape: "step" }, n)[0]!;
  const found = covariates.flatMap((name) => {
    const outcome = columnOf(background, backgroundNames.indexOf(name)).slice();
    const moved = probe({ y: outcome, background: rest.length === 0 ? null : matrixOf(n, rest), column });
    return moved === null ? [] : [{ name, ...moved }];
  });
  const sorted = [...found].sort((a, b) => a.pValue - b.pValue);
  const movedNames: string[] = [];
  for (const [i, { name, pValue }] of sorted.entries()) {
    if (pValue * (sorted.length - i) >= 0.05) break;
    movedNames.push(name);
  }
  const least = sorted[0]?.pValue ?? null;
  return [
    {
      name: "controls_unmoved",
      status: movedNames.length > 0 ? "warn" : "pass",
      message:
        movedNames.length > 0
          ? `${movedNames.join(", ")} jumped at the intervention too; a covariate that it moved hides part of the effect, so leave it out unless something else moved it`
          : `no covariate jumps at the intervention${least === null ? "" : ` (smallest p ${least.toPrecision(2)} of ${sorted.length})`}`,
      value: least,
    },
  ];
}
