/** A number as a message shows it. */
export function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
