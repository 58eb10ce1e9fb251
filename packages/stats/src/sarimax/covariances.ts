import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { solveLowerTransposed, solveUpper } from "../linear-algebra/triangular.ts";
import type { Design } from "./design.ts";
import type { Information } from "./information.ts";
import type { Profile } from "./profile.ts";

/**
 * Blocks of the inverse joint observed information over (β, σ², φ). By the block inverse its φ block is the inverse of
 * the Schur complement, which is the Hessian of the profile likelihood; its β block is J_ββ⁻¹ + D Var(φ) D' with
 * D = dβ̂/dφ = −J_ββ⁻¹ J_βφ, where J_ββ = X'Ω⁻¹X/σ² because β and σ² are orthogonal at the optimum; likewise for σ²,
 * where J is n/(2σ⁴). Angles at ±π/2 move no coefficient and so contribute nothing.
 */
export function covariances(
  design: Design,
  profile: Profile,
  angles: Float64Array,
  information: Information,
  sigma2: number,
  counting: number,
): { coefficientCovariance: Matrix; coefficientDf: Float64Array; armaCovariance: Matrix; sigma2Stderr: number } {
  const { rank, scale, coefficientCount, nobs } = design;
  const d = angles.length;
  const { factor, gammaDerivative, logSigma2Derivative } = information;

  // Each column of `spread` is one independent source of error in the kept coefficients.
  const spread: Float64Array[] = [];
  for (let k = 0; k < rank; k++) {
    const unit = new Float64Array(rank);
    unit[k] = Math.sqrt(sigma2);
    spread.push(solveLowerTransposed(profile.lower, unit));
  }
  for (let k = 0; k < d; k++) {
    const v = new Float64Array(rank);
    for (let i = 0; i < d; i++)
      for (let j = 0; j < rank; j++) v[j] = v[j]! + scale * gammaDerivative[i * rank + j]! * factor[k * d + i]!;
    spread.push(v);
  }
  const inCoefficients = spread.map((v) => solveUpper(design.triangle, v));
  const coefficientCovariance = unknownCovariance(coefficientCount);
  design.kept.forEach((a, i) => {
    design.kept.forEach((b, j) => {
      coefficientCovariance.data[b * coefficientCount + a] = inCoefficients.reduce((sum, v) => sum + v[i]! * v[j]!, 0);
    });
  });

  const armaCovariance = createMatrix(d, d);
  const jacobian = coefficientJacobian(profile, angles);
  const paths = Float64Array.from({ length: d * d }, (_, at) => {
    const row = at % d;
    const k = Math.floor(at / d);
    let sum = 0;
    for (let i = 0; i < d; i++) sum += jacobian[i * d + row]! * factor[k * d + i]!;
    return sum;
  });
  for (let a = 0; a < d; a++)
    for (let b = 0; b < d; b++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += paths[k * d + a]! * paths[k * d + b]!;
      armaCovariance.data[b * d + a] = sum;
    }
  // A coefficient that no free angle moves sits on the circle: its variance is unknown, not zero.
  for (let a = 0; a < d; a++) {
    const stuck = information.singular || armaCovariance.data[a * d + a]! * nobs < 1e-8;
    if (stuck) for (let b = 0; b < d; b++) armaCovariance.data[a * d + b] = armaCovariance.data[b * d + a] = Number.NaN;
  }
  const coefficientDf = satterthwaite(design, profile, angles, factor, nobs - rank);
  let relative = 2 / counting;
  for (let k = 0; k < d; k++) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += logSigma2Derivative[i]! * factor[k * d + i]!;
    relative += sum * sum;
  }
  return { coefficientCovariance, coefficientDf, armaCovariance, sigma2Stderr: sigma2 * Math.sqrt(relative) };
}

/** Variance of each kept coefficient by GLS at the profile's present point, in the design's units. */
function glsVariances(design: Design, profile: Profile): Float64Array {
  const { rank, triangle } = design;
  const variances = new Float64Array(rank);
  for (let k = 0; k < rank; k++) {
    const unit = new Float64Array(rank);
    unit[k] = Math.sqrt(profile.sigma2.value);
    solveUpper(triangle, solveLowerTransposed(profile.lower, unit)).forEach((v, i) => {
      variances[i] = variances[i]! + v * v;
    });
  }
  return variances;
}

/**
 * Degrees of freedom 2 ÷ Var(log V̂) of each coefficient's variance V (Satterthwaite 1946; Fai and Cornelius 1996): the
 * innovations' variance brings 2 ÷ `residualDf`, the autocorrelation its gradient through Var(u). Leaves the profile at `angles`.
 */
function satterthwaite(
  design: Design,
  profile: Profile,
  angles: Float64Array,
  factor: Float64Array,
  residualDf: number,
): Float64Array {
  const d = angles.length;
  const { rank, coefficientCount, kept } = design;
  const h = 1e-4;
  const u = angles.slice();
  const slope = new Float64Array(rank * d);
  for (let i = 0; i < d; i++) {
    for (const side of [1, -1]) {
      u[i] = angles[i]! + side * h;
      profile.evaluate(u);
      glsVariances(design, profile).forEach((v, j) => {
        slope[i * rank + j] = slope[i * rank + j]! + (side * Math.log(v)) / (2 * h);
      });
    }
    u[i] = angles[i]!;
  }
  profile.evaluate(angles);
  const df = new Float64Array(coefficientCount).fill(Number.NaN);
  kept.forEach((at, j) => {
    let relative = 2 / residualDf;
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += slope[i * rank + j]! * factor[k * d + i]!;
      relative += sum * sum;
    }
    df[at] = 2 / relative;
  });
  return df;
}

/** d(ar, ma, seasonalAr, seasonalMa)/du, column-major; leaves the profile's point at `angles`. */
function coefficientJacobian(profile: Profile, angles: Float64Array): Float64Array {
  const d = angles.length;
  const { ar, ma, seasonalAr, seasonalMa } = profile.point;
  const h = 1e-5;
  const u = angles.slice();
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (const side of [1, -1]) {
      u[i] = angles[i]! + side * h;
      profile.setAngles(u);
      u[i] = angles[i]!;
      [...ar, ...ma, ...seasonalAr, ...seasonalMa].forEach((c, j) => {
        out[i * d + j] = out[i * d + j]! + (side * c) / (2 * h);
      });
    }
  profile.setAngles(angles);
  return out;
}

export function unknownCovariance(size: number): Matrix {
  return createMatrix(size, size, new Float64Array(size * size).fill(Number.NaN));
}
