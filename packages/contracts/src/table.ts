/** Numbers (NaN is missing) or text ("" is missing); dates are "YYYY-MM-DD". */
export type Column = Float64Array | readonly string[];

/** Columns of equal length by name. Structurally the type that `@ie/table` works on. */
export type Table = Readonly<Record<string, Column>>;

/** Text cells as numbers: cell i is `dictionary[codes[i]]`. The dictionary may grow, and may hold texts that no cell has. */
export interface CodedText {
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
}

/** Some rows of a table, whose texts may be codes. */
export type Batch = Readonly<Record<string, Column | CodedText>>;
