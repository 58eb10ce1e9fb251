export interface EcdfDifference {
  /** Mean over the distinct values of the absolute difference; for two values, the difference in their share. */
  readonly mean: number;
  readonly max: number;
  /** Distinct values among units of positive weight or not. */
  readonly values: number;
}

/** Differences between the arms' weighted distribution functions, one for each set of weights (n each). */
export function ecdfDifference(
  values: Float64Array,
  treated: Uint8Array,
  weightings: readonly Float64Array[],
): readonly EcdfDifference[] {
  const sorted = values.slice().sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[distinct - 1]) sorted[distinct++] = sorted[i]!;
  }
  const bins = placesOf(values, sorted.subarray(0, distinct));
  const mass = new Float64Array(2 * distinct);
  return weightings.map((weights) => {
    mass.fill(0);
    const totals = [0, 0];
    for (let i = 0; i < values.length; i++) {
      const arm = treated[i]!;
      const at = 2 * bins[i]! + arm;
      mass[at] = mass[at]! + weights[i]!;
      totals[arm]! += weights[i]!;
    }
    let [controls, treateds, sum, max] = [0, 0, 0, 0];
    for (let bin = 0; bin < distinct; bin++) {
      controls += mass[2 * bin]! / totals[0]!;
      treateds += mass[2 * bin + 1]! / totals[1]!;
      const difference = Math.abs(treateds - controls);
      sum += difference;
      max = Math.max(max, difference);
    }
    return { mean: distinct === 2 ? max : sum / distinct, max, values: distinct };
  });
}

/** The place of each value among the ascending distinct ones; equal steps of the range lead near it before the search by halves. */
function placesOf(values: Float64Array, distinct: Float64Array): Int32Array {
  const count = distinct.length;
  const lowest = distinct[0]!;
  const step = count / (distinct[count - 1]! - lowest);
  const bucket = (value: number): number =>
    step < Infinity ? Math.min(count - 1, Math.floor((value - lowest) * step)) : 0;
  const starts = new Int32Array(count + 1).fill(-1);
  for (let i = count - 1; i >= 0; i--) starts[bucket(distinct[i]!)] = i;
  starts[count] = count;
  for (let b = count - 1; b >= 0; b--) if (starts[b] === -1) starts[b] = starts[b + 1]!;
  const places = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const b = bucket(value);
    let [low, high] = [starts[b]!, starts[b + 1]! - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (distinct[middle]! < value) low = middle + 1;
      else high = middle;
    }
    places[i] = low;
  }
  return places;
}
