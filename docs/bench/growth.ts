import { createRng, fitSarimax } from "@ie/stats";
import { cell, cpu } from "./timing.ts";

/** Restricted likelihood of an AR(1) with a constant: the time of the whole fit against the number of rows. */
export function benchGrowth(): void {
  console.log("\nAR(1) with a constant by REML, CPU milliseconds of a fit");
  const rng = createRng("growth");
  const model = { order: [1, 0, 0], seasonalOrder: [0, 0, 0, 0], constant: true } as const;
  let before = 0;
  for (const n of [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000]) {
    let level = 0;
    const y = Float64Array.from({ length: n }, () => (level = 0.6 * level + rng.normal()));
    const ms = cpu(() => void fitSarimax(y, null, model, { restricted: true }));
    console.log(`n ${String(n).padStart(7)}${cell(ms, 9)}${before === 0 ? "" : `   ×${(ms / before).toFixed(2)}`}`);
    before = ms;
  }
}
