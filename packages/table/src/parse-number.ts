const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const leadingZero = /^[+-]?0\d/;
const integer = /^[+-]?\d+$/;

/**
 * A cell as a number: `NaN` when missing (`""`, `NA`, `NaN`, `null`), null when it is no finite decimal number. Integers
 * with leading zeros or beyond 2⁵³ are no numbers but identifiers, since a double would not give them back. Blanks around
 * a number do not count.
 */
export function parseNumber(cell: string, mark: "." | "," = "."): number | null {
  let text = cell.trim();
  if (text === "" || text === "NA" || text === "NaN" || text === "null") return NaN;
  if (mark === ",") {
    if (text.includes(".")) return null;
    text = text.replace(",", ".");
  }
  if (!decimal.test(text) || leadingZero.test(text)) return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return null;
  return !Number.isSafeInteger(value) && integer.test(text) ? null : value;
}
