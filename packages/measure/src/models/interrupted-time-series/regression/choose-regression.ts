import type { Matrix } from "@ie/stats";
import { calendarSeasons, mostHarmonics, seasonsHeld, waveColumn, wavesOf, type Wave } from "../calendar/seasons.ts";
import type { InterruptedTimeSeriesOptions } from "../options.ts";
import { beside, rowsOf, type Series } from "../series.ts";
import { createArDesign } from "./ar-design.ts";
import { chooseArOrder, minimumDeviance } from "./ar-posterior.ts";
import { withoutOutliers } from "./robust-posterior.ts";

/** What the dates before the intervention settled: the rest of the data has no say in it. */
export interface Chosen {
  readonly waves: readonly Wave[];
  /** Of each season, its length and harmonics. */
  readonly seasons: readonly { readonly length: number; readonly harmonics: number }[];
  readonly order: number;
  /** AICc by autoregressive order, first `leastOrder`; empty where the order was given. */
  readonly aicc: readonly number[];
}

/** White noise is order 1 at 0; order 0 would have to be found in so few dates that autocorrelation is missed too often. */
export const leastOrder = 1;

export function withWaves(background: Matrix | null, waves: readonly Wave[], rows: number, constant: boolean): Matrix {
  const columns = waves.map((wave) => waveColumn(wave, rows));
  return beside(
    beside(constant ? beside(null, new Float64Array(rows).fill(1)) : null, ...fill(background)),
    ...columns,
  );
}

function fill(matrix: Matrix | null): Float64Array[] {
  return Array.from({ length: matrix?.cols ?? 0 }, (_, j) =>
    matrix!.data.subarray(j * matrix!.rows, (j + 1) * matrix!.rows),
  );
}

/** AICc (Hurvich and Tsai 1989) of an autoregression of order 1 about these columns; null where they are too many. */
function aiccOf(y: Float64Array, x: Matrix): number | null {
  const design = createArDesign(y, x);
  const count = design.rank + 2;
  if (design.scale === 0 || design.nobs - count - 1 < 3) return null;
  return (
    minimumDeviance(design, 1) +
    design.nobs * 2 * Math.log(design.scale) +
    (2 * count * design.nobs) / (design.nobs - count - 1)
  );
}

/** Harmonics and autoregressive order by AICc on the dates before the intervention; what the options say is taken as said. */
export function chooseRegression(series: Series, options: InterruptedTimeSeriesOptions, y: Float64Array): Chosen {
  const { before } = series;
  const pre = y.slice(0, before);
  const known = pre.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const background = rowsOf(series.background, 0, before);
  const constant = options.trend.includes("c");
  const lengths =
    options.seasons === "auto"
      ? seasonsHeld(calendarSeasons(series.step), before)
      : [...options.seasons].sort((a, b) => a - b);
  const waves: Wave[] = [];
  const seasons: { length: number; harmonics: number }[] = [];
  for (const length of lengths) {
    const most = mostHarmonics(length);
    const candidates =
      options.harmonics === "auto"
        ? Array.from({ length: most + 1 }, (_, k) => k)
        : [Math.min(options.harmonics, Math.floor(length / 2))];
    let best = { harmonics: 0, value: Infinity };
    // few terms beside many dates cost less than the risk of missing one
    if (options.harmonics === "auto" && 2 * Math.floor(length / 2) <= known / 8 && length <= 12)
      candidates.splice(0, most);
    for (const harmonics of candidates) {
      const trial = [...waves, ...wavesOf(length, harmonics, waves)];
      const value = candidates.length === 1 ? 0 : aiccOf(pre, withWaves(background, trial, before, constant));
      if (value === null) break;
      if (value < best.value - 1e-9) best = { harmonics, value };
    }
    waves.push(...wavesOf(length, best.harmonics, waves));
    seasons.push({ length, harmonics: best.harmonics });
  }
  if (options.ar !== "auto") return { waves, seasons, order: options.ar, aicc: [] };
  const x = withWaves(background, waves, before, constant);
  const design = createArDesign(withoutOutliers(pre, x), x);
  if (design.scale === 0) return { waves, seasons, order: leastOrder, aicc: [] };
  const { order, aicc } = chooseArOrder(design, leastOrder, Math.max(leastOrder, Math.min(5, Math.floor(known / 12))));
  return { waves, seasons, order, aicc };
}
