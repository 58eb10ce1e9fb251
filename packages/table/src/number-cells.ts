import { parseNumber } from "./parse-number.ts";

/** How numbers are written. */
export interface NumberStyle {
  readonly decimal: "." | ",";
  /** Between groups of three digits of the whole part. */
  readonly thousands: "," | "." | " " | "'" | "_" | null;
  /** Cells that are missing beside the empty one; null for NA, NaN and null. */
  readonly missing: ReadonlySet<string> | null;
}

/** A reader of cells: `NaN` when missing, null when it is no number. */
export function numberReader({ decimal, thousands, missing }: NumberStyle): (cell: string) => number | null {
  const mark = decimal === "." ? "\\." : ",";
  const grouped =
    thousands === null ? null : new RegExp(`^[+-]?[1-9]\\d{0,2}(?:\\${thousands}\\d{3})+(?:${mark}\\d*)?$`);
  return (cell) => {
    let text = cell.trim();
    if (missing !== null && (text === "" || missing.has(text))) return NaN;
    // Typesetters' blanks and apostrophes group digits too.
    if (thousands === " ") text = text.replaceAll(/[\u00A0\u2009\u202F]/g, " ");
    if (thousands === "'") text = text.replaceAll("’", "'");
    if (grouped !== null && thousands !== null && grouped.test(text)) text = text.replaceAll(thousands, "");
    const value = parseNumber(text, decimal);
    return missing !== null && Number.isNaN(value) ? null : value;
  };
}
