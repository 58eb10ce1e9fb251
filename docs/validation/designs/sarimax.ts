import type { Design } from "../design.ts";
import { type Shape, seriesDesign } from "./series.ts";

function steps(id: string, what: string, shape: Shape): Design {
  return seriesDesign(id, "method: sarimax, order: [1, 0, 0]", what, shape, {
    options: { order: [1, 0, 0], ...(shape.slope === undefined ? {} : { trend: "ct" }) },
    targets: { coverage: [93, 97], falseAlarms: shape.effect === 0 ? [1, 8] : null },
  });
}

const level100: Shape = { level: 100, effect: 20, before: 45, after: 45, ar: 0.5, sd: 9 };
const level3200: Shape = { level: 3200, effect: 600, before: 45, after: 47, ar: 0.25, sd: 885 };

/** SARIMAX of a given order on series that the order describes. */
export const sarimaxDesigns: readonly Design[] = [
  steps("its-level-100", "level 100, effect 20, AR 0.5, 45 + 45 days", level100),
  steps("its-level-100-null", "the same without an effect", { ...level100, effect: 0 }),
  steps("its-level-3200", "level 3200, effect 600, AR 0.25, 45 + 47 days", level3200),
  steps("its-level-3200-null", "the same without an effect", { ...level3200, effect: 0 }),
  steps("its-level-0", "level 0, effect 5, AR 0.5, 120 + 80 days", {
    level: 0,
    effect: 5,
    before: 120,
    after: 80,
    ar: 0.5,
    sd: 1,
  }),
  steps("its-trend", "trend 5 a day, effect 50, AR 0.5, 80 + 40 days, trend: ct", {
    level: 1000,
    effect: 50,
    before: 80,
    after: 40,
    ar: 0.5,
    sd: 40,
    slope: 5,
  }),
  steps("its-ar-08", "level 100, effect 20, AR 0.8, 52 + 52 days", {
    level: 100,
    effect: 20,
    before: 52,
    after: 52,
    ar: 0.8,
    sd: 6,
  }),
  steps("its-short", "level 100, effect 20, AR 0.4, 16 + 16 days", {
    level: 100,
    effect: 20,
    before: 16,
    after: 16,
    ar: 0.4,
    sd: 9,
  }),
];
