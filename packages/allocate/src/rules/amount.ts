/** An amount as sentences show it: six significant digits. */
export function amount(value: number): string {
  return String(Number(value.toPrecision(6)));
}
