import { ImpactError } from "@ie/contracts";
import { aliasedColumns, createMatrix, leastSquares, type Matrix } from "@ie/stats";

/** `fit/singular`, naming a column of `x` (n × k) that is a combination of a constant and earlier columns, and these. */
export function refuseCollinear(who: string, x: Matrix, names: readonly string[]): void {
  const { rows: n, cols: k } = x;
  if (k >= n) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${k} covariates for ${n} units`,
      hint: "use fewer covariates, or more units",
      facts: { covariates: k, units: n },
    });
  }
  const withOnes = createMatrix(n, k + 1);
  withOnes.data.fill(1, 0, n);
  withOnes.data.set(x.data, n);
  const [first] = aliasedColumns(withOnes);
  if (first === undefined) return;
  const earlier = createMatrix(n, first, withOnes.data.slice(0, first * n));
  const { coefficients } = leastSquares(earlier, withOnes.data.slice(first * n, (first + 1) * n));
  const of = names.slice(0, first - 1).filter((_, j) => {
    const spread = rootMeanSquare(withOnes.data, (j + 1) * n, n);
    return Math.abs(coefficients[j + 1]!) * spread > 1e-8 * rootMeanSquare(withOnes.data, first * n, n);
  });
  const name = names[first - 1] ?? "";
  throw new ImpactError({
    code: "fit/singular",
    who,
    what: `covariate "${name}" is ${of.length === 1 ? `a copy of "${of[0]}"` : `a combination of ${of.join(", ")}`}`,
    hint: "leave one of them out",
    facts: { covariate: name, of },
  });
}

function rootMeanSquare(data: Float64Array, from: number, n: number): number {
  let sum = 0;
  for (let i = from; i < from + n; i++) sum += data[i]! ** 2;
  return Math.sqrt(sum / n);
}
