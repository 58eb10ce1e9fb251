import type { Rng } from "@ie/stats";
import { addDays, daysBetween } from "@ie/table";
import type { Holiday, SimulateOptions } from "../options/options.ts";

const origin = "2024-01-01";

/** A stationary AR(1) of unit variance: n values. */
export function autoregression(rng: Rng, n: number, coefficient: number): Float64Array {
  const innovation = Math.sqrt(1 - coefficient * coefficient);
  const values = new Float64Array(n);
  let value = rng.normal();
  for (let t = 0; t < n; t++) {
    if (t > 0) value = coefficient * value + innovation * rng.normal();
    values[t] = value;
  }
  return values;
}

/** Days on which a holiday lifts demand. */
function isWithin(day: string, { date, days }: Holiday): boolean {
  const years =
    date.length === 10
      ? [date]
      : [-1, 0].map((back) => `${Number(day.slice(0, 4)) + back}`.padStart(4, "0") + `-${date}`);
  return years.some((start) => {
    // 29 February exists in leap years alone
    const from = start.endsWith("-02-29") && !isLeap(Number(start.slice(0, 4))) ? null : start;
    return from !== null && from <= day && day <= addDays(from, days - 1);
  });
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** What all products of a market share: factors of demand by day, of mean 1 over all noise. One array a market, n days each. */
export function dayFactors(
  options: Pick<
    SimulateOptions,
    "trend" | "seasons" | "holidays" | "noise" | "autocorrelation" | "commonShare" | "marketShare"
  >,
  days: readonly string[],
  markets: readonly string[],
  rng: Rng,
): readonly Float64Array[] {
  const { noise, autocorrelation: coefficient, commonShare, marketShare } = options;
  const growth = Math.log1p(options.trend) / 365.25;
  const common = autoregression(rng.stream("common"), days.length, coefficient);
  const systematic = Float64Array.from(days, (day) => {
    const t = daysBetween(origin, day);
    let level = growth * t;
    for (const { period, amplitude, phase } of options.seasons) {
      level += amplitude * Math.sin((2 * Math.PI * (t + phase)) / period);
    }
    for (const holiday of options.holidays) if (isWithin(day, holiday)) level += Math.log1p(holiday.lift);
    return level;
  });
  return markets.map((name) => {
    const local = autoregression(rng.stream("market").stream(name), days.length, coefficient);
    return systematic.map((level, t) =>
      Math.exp(
        level +
          noise * (Math.sqrt(commonShare) * common[t]! + Math.sqrt(marketShare) * local[t]!) -
          (noise * noise) / 2,
      ),
    );
  });
}
