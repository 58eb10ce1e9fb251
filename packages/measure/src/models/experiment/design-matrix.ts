import { createMatrix, type Matrix } from "@ie/stats";
import type { Arms } from "./arms.ts";
import type { Regressor } from "./formula/regressors.ts";

export interface DesignMatrix {
  /** n × k, column-major. */
  readonly x: Matrix;
  readonly regressors: readonly Regressor[];
}

/** Every covariate's deviation from its mean, once for each arm but the control, so that each arm has its own slopes (Lin 2013). */
export function linInteractions(covariates: readonly Regressor[], arms: Arms): readonly Regressor[] {
  return [...arms.levels.keys()].slice(1).flatMap((arm) =>
    covariates.map(({ name, values, mean }) => {
      const label = arms.levels.length === 2 ? arms.column : `${arms.column}[T.${arms.levels[arm]}]`;
      const centred = new Float64Array(values.length);
      for (let i = 0; i < values.length; i++) if (arms.codes[i] === arm) centred[i] = values[i]! - mean;
      return { name: `${label}:centre(${name})`, values: centred, arm, mean: 0 };
    }),
  );
}

export function designMatrix(regressors: readonly Regressor[]): DesignMatrix {
  const n = regressors[0]?.values.length ?? 0;
  const x = createMatrix(n, regressors.length);
  regressors.forEach(({ values }, j) => x.data.set(values, j * n));
  return { x, regressors };
}

/**
 * The weights c, one a regressor, with which c′β is the mean outcome, had every row been of `arm` and kept its covariates: the average
 * over the sample of the fitted values.
 */
export function armMeanWeights({ regressors }: DesignMatrix, arm: number): Float64Array {
  return Float64Array.from(regressors, (each) => (each.arm === -1 || each.arm === arm ? each.mean : 0));
}

/** The weights with which c′β is the average effect of `arm` against `versus`. */
export function effectWeights({ regressors }: DesignMatrix, arm: number, versus: number): Float64Array {
  return Float64Array.from(regressors, (each) => (each.arm === arm ? each.mean : each.arm === versus ? -each.mean : 0));
}
