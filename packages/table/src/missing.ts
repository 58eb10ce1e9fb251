/** Whether a cell is missing: `NaN` or `""`. */
export function isMissing(cell: number | string | undefined): boolean {
  return cell === "" || Number.isNaN(cell);
}
