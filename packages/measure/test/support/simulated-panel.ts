import { createRng } from "@ie/stats";
import { createTable, type Table } from "@ie/table";

export interface SimulatedPanel {
  readonly seed: number;
  readonly units: number;
  /** The first units; they adopt in turn on `dates`. */
  readonly treated: number;
  readonly periods: number;
  /** Default half-way. */
  readonly dates?: readonly number[];
  readonly effect?: number;
  /** Effect × periods since adoption, from 1. */
  readonly grows?: boolean;
  /** Drift of treated units per period. */
  readonly drift?: number;
  readonly noise?: number;
}

/** Columns unit, period, treatment (0/1 in force) and y: unit and period effects, noise, an effect. */
export function simulatedPanel(shape: SimulatedPanel): Table {
  const { seed, units, treated, periods, effect = 0, grows = false, drift = 0, noise = 1 } = shape;
  const dates = shape.dates ?? [periods / 2];
  const rng = createRng(seed, "panel");
  const common = Array.from({ length: periods }, () => rng.normal());
  const n = units * periods;
  const [unit, period, treatment, y] = [
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
  ];
  for (let u = 0, i = 0; u < units; u++) {
    const level = 10 + 2 * rng.normal();
    const start = u < treated ? dates[u % dates.length]! : Infinity;
    for (let t = 0; t < periods; t++, i++) {
      unit[i] = u;
      period[i] = t;
      treatment[i] = t >= start ? 1 : 0;
      const own = t >= start ? effect * (grows ? t - start + 1 : 1) : 0;
      y[i] = level + common[t]! + (u < treated ? drift * t : 0) + own + noise * rng.normal();
    }
  }
  return createTable({ unit, period, treatment, y });
}
