/** The k with x[k] ≤ at < x[k + 1], from `first` to `last` (cells at the ends take what lies beyond). */
export function locate(x: Float64Array, at: number, first: number, last: number): number {
  let a = first;
  let b = last;
  while (a < b) {
    const middle = (a + b + 1) >> 1;
    if (x[middle]! <= at) a = middle;
    else b = middle - 1;
  }
  return a;
}
