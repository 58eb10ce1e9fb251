import type { Step } from "./periods.ts";

const day = 86_400;
const year = 365.25;

/** Lengths, in dates of the grid, of the seasons that a calendar has: of a day, a week, a year. Shortest first. */
export function calendarSeasons({ unit, size }: Step): number[] {
  const lengths = unit === "month" ? [12 / size] : [day / size, (7 * day) / size, (year * day) / size];
  return lengths.filter((length) => length >= 2 && (unit === "second" || Number.isInteger(length)));
}

/** Of `seasons`, those of which `dates` hold two whole cycles. */
export function seasonsHeld(seasons: readonly number[], dates: number): number[] {
  return seasons.filter((length) => dates >= 2 * length);
}

/** One cosine or sine of a season. */
export interface Wave {
  readonly name: string;
  /** Cycles per date. */
  readonly frequency: number;
  readonly sine: boolean;
}

/** Most harmonics of a season: all that its dates can tell apart, ten at most. */
export function mostHarmonics(season: number): number {
  return Math.min(10, Math.floor(season / 2));
}

/** Fourier terms of one season; without the sine at half a cycle per date, which is zero, and those already in `taken`. */
export function wavesOf(season: number, harmonics: number, taken: readonly Wave[] = []): Wave[] {
  const waves: Wave[] = [];
  const label = Number.isInteger(season) ? `${season}` : season.toFixed(2);
  for (let k = 1; k <= Math.min(harmonics, Math.floor(season / 2)); k++) {
    const frequency = k / season;
    if (taken.some((wave) => Math.abs(wave.frequency - frequency) < 1e-9)) continue;
    waves.push({ name: `season_${label}_cos_${k}`, frequency, sine: false });
    if (2 * k !== season) waves.push({ name: `season_${label}_sin_${k}`, frequency, sine: true });
  }
  return waves;
}

export function waveColumn({ frequency, sine }: Wave, n: number): Float64Array {
  const f = sine ? Math.sin : Math.cos;
  return Float64Array.from({ length: n }, (_, t) => f(2 * Math.PI * ((frequency * t) % 1)));
}
