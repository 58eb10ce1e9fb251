import { createMatrix, type Matrix } from "@ie/stats";

/** Mean and root mean squared deviation. */
function momentsOf(values: Float64Array): { readonly mean: number; readonly sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

const isTwoValued = (values: Float64Array): boolean => {
  const [first] = values;
  const other = values.find((value) => value !== first);
  return values.every((value) => value === first || value === other);
};

/**
 * Ones, the covariates of `x` (n × k), and where asked the squares of those with more than two values and the products by twos.
 * Squares and products are of centred columns, which spans the same and loses fewer digits.
 */
export function designOf(x: Matrix, squares: boolean, interactions: boolean): Matrix {
  const { rows: n, cols: k } = x;
  const columns = Array.from({ length: k }, (_, j) => x.data.subarray(j * n, (j + 1) * n));
  const centred =
    squares || interactions
      ? columns.map((values) => {
          const { mean, sd } = momentsOf(values);
          return values.map((value) => (value - mean) / sd);
        })
      : [];
  const products: Float64Array[] = [];
  centred.forEach((values, j) => {
    if (squares && !isTwoValued(columns[j]!)) products.push(values.map((value) => value * value));
    if (!interactions) return;
    for (const other of centred.slice(0, j)) products.push(values.map((value, i) => value * other[i]!));
  });
  const design = createMatrix(n, 1 + k + products.length);
  design.data.fill(1, 0, n);
  design.data.set(x.data, n);
  products.forEach((values, at) => design.data.set(values, (1 + k + at) * n));
  return design;
}
