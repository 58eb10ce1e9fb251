/** Cycles over which a phase of the season is smoothed: the season may drift slowly. */
const WINDOW = 11;

/**
 * Strength of a season of `s` observations, max(0, 1 − Var(remainder) ÷ Var(season + remainder)) (Wang, Smith and Hyndman 2006).
 * The trend is a centred moving average over one season; each phase of what is left is smoothed across cycles with tricube
 * weights (Cleveland et al. 1990, a local constant over 11 cycles) and the season centred. NaN entries are left
 * out; null when fewer than two rows of some phase remain.
 */
export function seasonalStrength(y: Float64Array, s: number): number | null {
  const n = y.length;
  const detrended = new Float64Array(n).fill(Number.NaN);
  const half = Math.floor(s / 2);
  for (let t = half; t < n - half; t++) {
    let sum = 0;
    let weights = 0;
    for (let i = -half; i <= half; i++) {
      if (Number.isNaN(y[t + i]!)) continue;
      const weight = s % 2 === 0 && Math.abs(i) === half ? 0.5 : 1;
      sum += weight * y[t + i]!;
      weights += weight;
    }
    if (weights > s / 2) detrended[t] = y[t]! - sum / weights;
  }
  const season = new Float64Array(n).fill(Number.NaN);
  for (let phase = 0; phase < s; phase++) {
    const at: number[] = [];
    for (let t = phase; t < n; t += s) if (!Number.isNaN(detrended[t]!)) at.push(t);
    if (at.length < 2) return null;
    for (const t of at) season[t] = localMean(detrended, at, t, s);
  }
  // The moving average of a whole cycle of the season belongs to the trend.
  const rows = Array.from(season.keys()).filter((t) => !Number.isNaN(season[t]!));
  const centre = rows.reduce((sum, t) => sum + season[t]!, 0) / rows.length;
  const remainder = variance(rows.map((t) => detrended[t]! - season[t]! + centre));
  const whole = variance(rows.map((t) => detrended[t]!));
  return whole > 0 ? Math.max(0, 1 - remainder / whole) : 0;
}

function localMean(values: Float64Array, at: readonly number[], t: number, s: number): number {
  const distances = at.map((u) => Math.abs(u - t) / s);
  const ordered = distances.toSorted((a, b) => a - b);
  const reach =
    at.length >= WINDOW ? ordered[WINDOW - 1]! : ordered[at.length - 1]! + Math.floor((WINDOW - at.length) / 2);
  let sum = 0;
  let weights = 0;
  at.forEach((u, i) => {
    const r = distances[i]! / reach;
    const w = r < 1 ? (1 - r ** 3) ** 3 : 0;
    sum += w * values[u]!;
    weights += w;
  });
  return sum / weights;
}

function variance(v: readonly number[]): number {
  const mean = v.reduce((sum, x) => sum + x, 0) / v.length;
  return v.reduce((sum, x) => sum + (x - mean) ** 2, 0) / v.length;
}
