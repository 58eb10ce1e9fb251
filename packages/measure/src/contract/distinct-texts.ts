/** A text of a column, the first row (from 1) that has it, and how many do. */
export interface DistinctText {
  readonly text: string;
  readonly row: number;
  readonly count: number;
}

/** The different texts of a column in the order of their first rows. */
export function distinctTexts(cells: readonly string[]): readonly DistinctText[] {
  const found = new Map<string, { text: string; row: number; count: number }>();
  for (let i = 0; i < cells.length; i++) {
    const text = cells[i]!;
    const known = found.get(text);
    if (known === undefined) found.set(text, { text, row: i + 1, count: 1 });
    else known.count += 1;
  }
  return [...found.values()];
}

/** First rows of several texts, and how many rows have one of them. */
export function rowsOf(texts: readonly DistinctText[]): { readonly rows: readonly number[]; readonly count: number } {
  return {
    rows: texts.slice(0, 3).map(({ row }) => row),
    count: texts.reduce((sum, { count }) => sum + count, 0),
  };
}
