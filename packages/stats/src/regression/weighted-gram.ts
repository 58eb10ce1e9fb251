/**
 * gram += Σ wᵢ qᵢ qᵢ′ over `count` rows, lower triangle alone (row j, column l ≤ j at `j * rank + l`). `q`: count × rank, column-major;
 * `weights`: count, or null for ones; `work`: room for count numbers.
 */
export function addWeightedGram(
  gram: Float64Array,
  weights: Float64Array | null,
  q: Float64Array,
  count: number,
  rank: number,
  work: Float64Array,
): void {
  for (let j = 0; j < rank; j++) {
    const own = j * count;
    if (weights === null) for (let i = 0; i < count; i++) work[i] = q[own + i]!;
    else for (let i = 0; i < count; i++) work[i] = weights[i]! * q[own + i]!;
    let l = 0;
    for (; l + 3 <= j; l += 4) addFour(gram, j * rank + l, work, q, l * count, count);
    for (; l <= j; l++) {
      const other = l * count;
      let sum = 0;
      for (let i = 0; i < count; i++) sum += work[i]! * q[other + i]!;
      gram[j * rank + l] = gram[j * rank + l]! + sum;
    }
  }
}

/** Four neighbouring columns in one pass. */
function addFour(
  gram: Float64Array,
  at: number,
  work: Float64Array,
  q: Float64Array,
  first: number,
  count: number,
): void {
  const second = first + count;
  const third = second + count;
  const fourth = third + count;
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = 0; i < count; i++) {
    const value = work[i]!;
    sum0 += value * q[first + i]!;
    sum1 += value * q[second + i]!;
    sum2 += value * q[third + i]!;
    sum3 += value * q[fourth + i]!;
  }
  gram[at] = gram[at]! + sum0;
  gram[at + 1] = gram[at + 1]! + sum1;
  gram[at + 2] = gram[at + 2]! + sum2;
  gram[at + 3] = gram[at + 3]! + sum3;
}

/** Squared Frobenius norm of the symmetric matrix whose lower triangle is `gram`. */
export function squaredNorm(gram: Float64Array, rank: number): number {
  let sum = 0;
  for (let j = 0; j < rank; j++) {
    for (let l = 0; l < j; l++) sum += 2 * gram[j * rank + l]! ** 2;
    sum += gram[j * rank + j]! ** 2;
  }
  return sum;
}
