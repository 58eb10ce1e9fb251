/** What `make` gives for each channel of the model, in the order in which the channels were given; `places` as in `Prepared`. */
export function inGivenOrder<T>(places: Int32Array, make: (i: number) => T): readonly T[] {
  return Object.freeze([...places.keys()].toSorted((a, b) => places[a]! - places[b]!).map(make));
}
