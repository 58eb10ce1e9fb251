/** Widest cell that is written out. */
const widest = 40;

function clean(cell: string): string {
  const line = cell.replaceAll(/\p{Cc}+/gu, " ");
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}

/** Rows of text in aligned columns below their names, two blanks apart. */
export function formatTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [names, ...rows].map((cells) => cells.map(clean));
  const widths = names.map((_, j) => lines.reduce((most, cells) => Math.max(most, cells[j]?.length ?? 0), 0));
  return lines
    .map(
      (cells) =>
        `  ${cells
          .map((cell, j) => cell.padEnd(widths[j] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
