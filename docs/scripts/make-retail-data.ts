import { createRng } from "@ie/stats";
import { addDays, createTable, formatCsv, type Table } from "@ie/table";

type Rng = ReturnType<typeof createRng>;

interface Arms {
  readonly n: number;
  readonly effect: number;
  readonly sd: number;
}

const cents = (value: number): number => Math.round(100 * value) / 100;

/** Customers drawn at random into two arms; `spend` depends on what they spent before. */
function customers(rng: Rng, { n, effect, sd }: Arms): Table {
  const ids: string[] = [];
  const [treated, before, spend] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    ids.push(`C${String(i + 1).padStart(6, "0")}`);
    treated[i] = rng.uniform() < 0.5 ? 1 : 0;
    before[i] = cents(Math.max(0, 60 + 20 * rng.normal()));
    spend[i] = cents(10 + 0.6 * before[i]! + effect * treated[i]! + sd * rng.normal());
  }
  return createTable({ customer_id: ids, treated, spend_before: before, spend });
}

/** Daily revenue with a step of `effect` at `start` and autocorrelated noise. */
function daily(rng: Rng, days: number, start: string, effect: number, sd: number): Table {
  const dates = Array.from({ length: days }, (_, day) => addDays("2024-01-01", day));
  let noise = 0;
  const revenue = Float64Array.from(dates, (date) => {
    noise = 0.5 * noise + sd * rng.normal();
    return cents(12_000 + (date >= start ? effect : 0) + noise);
  });
  return createTable({ date: dates, revenue });
}

/** The effects that the example's data were made with, per customer or per day. */
export const retailTruth = {
  "free-shipping": 4,
  "search-ranking": 2.5,
  "loyalty-mail": 0,
  "same-day-delivery": 900,
} as const;

/** Every generated file of the example, by name. The same on every machine. */
export function retailFiles(): Readonly<Record<string, string>> {
  const rng = createRng("retail");
  const arms = (name: keyof typeof retailTruth, phase: string, n: number): string =>
    formatCsv(customers(rng.stream(name).stream(phase), { n, effect: retailTruth[name], sd: 15 }));
  const launch = (phase: string, days: number, start: string): string =>
    formatCsv(daily(rng.stream("same-day-delivery").stream(phase), days, start, retailTruth["same-day-delivery"], 500));
  return {
    "free-shipping-pilot.csv": arms("free-shipping", "pilot", 600),
    "free-shipping-scale.csv": arms("free-shipping", "scale", 4000),
    "search-ranking-pilot.csv": arms("search-ranking", "pilot", 500),
    "search-ranking-scale.csv": arms("search-ranking", "scale", 4000),
    "loyalty-mail-pilot.csv": arms("loyalty-mail", "pilot", 500),
    "loyalty-mail-scale.csv": arms("loyalty-mail", "scale", 4000),
    "same-day-delivery-pilot.csv": launch("pilot", 120, "2024-03-01"),
    "same-day-delivery-scale.csv": launch("scale", 360, "2024-07-01"),
  };
}
