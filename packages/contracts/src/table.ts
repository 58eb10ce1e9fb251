/** Numbers (NaN is missing) or text ("" is missing); dates are "YYYY-MM-DD". */
export type Column = Float64Array | readonly string[];

/** Columns of equal length by name. Structurally the type that `@ie/table` works on. */
export type Table = Readonly<Record<string, Column>>;
