import { expect, it } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { createStructuralDesign } from "./design.ts";
import type { StructuralModel } from "./model.ts";
import { createProfile } from "./profile.ts";
import { createScore } from "./score.ts";

const n = 50;
const rng = createRng("score");
const y = Float64Array.from({ length: n }, (_, t) => (t === 0 || t === 20 ? Number.NaN : 0.2 * t + 2 * rng.normal()));
const x = createMatrix(
  n,
  2,
  Float64Array.from({ length: 2 * n }, () => rng.normal()),
);

it.each<StructuralModel>([
  { level: "local_level", seasons: [] },
  { level: "smooth_trend", seasons: [{ form: "trigonometric", period: 6 }] },
  { level: "local_linear_trend", seasons: [{ form: "dummy", period: 4 }] },
])("equals central differences: %o", (model) => {
  for (const regressors of [null, x])
    for (const diffuse of [true, false]) {
      const design = createStructuralDesign(y, regressors, model, "test");
      const profile = createProfile(design, diffuse);
      const value = (variances: Float64Array): number => {
        profile.run(variances);
        return 0.5 * (profile.counting * Math.log(profile.rss.value) + profile.logDeterminant.value);
      };
      const at = Float64Array.of(1, 0.3, 0.2, 0.5).subarray(0, design.form.parameterCount);
      const score = new Float64Array(at.length);
      value(at);
      createScore(design, profile)(score);
      at.forEach((v, i) => {
        const h = 1e-4 * v;
        const slope = (value(at.with(i, v + h)) - value(at.with(i, v - h))) / (2 * h);
        expect(Math.abs(score[i]! - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
      });
    }
});
