import {
  aggregateEffects,
  createMatrix,
  createRng,
  groupTimeEffects,
  imputationEffects,
  multiplierBootstrap,
  twoWayFixedEffects,
  twoWayInference,
  type StaggeredPanel,
} from "@ie/stats";
import { byName, r } from "./peers.ts";
import { cell, cpu } from "./timing.ts";

interface Row {
  readonly name: "bootstrap";
  readonly ms: number;
}

function panelOf(units: number, periods: number): StaggeredPanel {
  const rng = createRng("bench");
  const n = units * periods;
  const firstTreated = Float64Array.from({ length: units }, (_, i) => [3, 4, 5, Infinity, Infinity][i % 5]!);
  const unit = Int32Array.from({ length: n }, (_, i) => Math.floor(i / periods));
  const period = Int32Array.from({ length: n }, (_, i) => 1 + (i % periods));
  const outcome = Float64Array.from(unit, (u, i) => rng.normal() + (period[i]! >= firstTreated[u]! ? 1 : 0));
  return { outcome, unit, period, firstTreated };
}

/**
 * Staggered difference-in-differences. The first line has the size of the published minimum-wage panel (500 counties, 5 years) and stands
 * beside the same algorithm in vectorised R; the next ones show the growth in units.
 */
export function benchDifferenceInDifferences(): void {
  console.log("\nstaggered difference-in-differences, CPU milliseconds");
  console.log("units      periods   ATT(g,t)   doubly robust   1,000 draws   imputation   two-way, CR1");
  for (const [units, periods] of [
    [500, 5],
    [5000, 5],
    [50_000, 5],
  ] as const) {
    const panel = panelOf(units, periods);
    const rng = createRng("covariates");
    const covariates = createMatrix(
      units * periods,
      2,
      Float64Array.from({ length: 2 * units * periods }, () => rng.normal()),
    );
    const effects = groupTimeEffects(panel);
    const treated = Float64Array.from(panel.unit, (u, i) => (panel.period[i]! >= panel.firstTreated[u]! ? 1 : 0));
    const times = [
      cpu(() => void aggregateEffects(groupTimeEffects(panel), "dynamic")),
      cpu(() => void groupTimeEffects(panel, { covariates })),
      cpu(() => void multiplierBootstrap(effects.influence, { rng: createRng(1), draws: 1000 })),
      cpu(() => void imputationEffects(panel)),
      cpu(() => {
        const fit = twoWayFixedEffects({ ...panel, regressors: createMatrix(treated.length, 1, treated) });
        twoWayInference(fit, "CR1", panel.unit);
      }),
    ];
    const widths = [10, 16, 14, 13, 16];
    console.log(
      `${String(units).padEnd(11)}${String(periods).padEnd(7)}${times.map((ms, i) => cell(ms, widths[i]!)).join("")}`,
    );
    if (units !== 500 || r === null) continue;
    const theirs = byName<Row>(r.run("difference-in-differences.R", String(units), String(periods))).get(
      "bootstrap",
    )!.ms;
    console.log(
      `R, ATT(g,t) with 1,000 draws: ${cell(theirs, 6)}   ÷ ours ${(theirs / (times[0]! + times[2]!)).toFixed(1)}`,
    );
  }
}
