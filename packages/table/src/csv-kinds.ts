import { byteScanner, numeric, type ScanLayout, skipped, type Slot, textual } from "./byte-scanner.ts";
import { textCodes } from "./text-codes.ts";

const rows = 1024;

export function slotOf(kind: Slot["kind"], capacity: number, texts: Slot["texts"]): Slot {
  return {
    kind,
    values: new Float64Array(kind === numeric ? capacity : 0),
    codes: new Uint32Array(kind === textual ? capacity : 0),
    texts,
  };
}

/**
 * What each column is: numbers, unless a cell of a row that ends within the bytes is none. `isFixed`: stays what it is. Null where no row
 * ends there. The arguments are those of a {@link byteScanner} and its `scan`.
 */
export function columnKinds(
  kinds: readonly Slot["kind"][],
  isFixed: (column: number) => boolean,
  layout: Omit<ScanLayout, "capacity">,
  parse: (cell: string) => number | null,
  scan: readonly [bytes: Uint8Array, start: number, end: number, isLast: boolean],
): readonly Slot["kind"][] | null {
  const decoder = new TextDecoder();
  const decode = (bytes: Uint8Array, start: number, end: number): string => decoder.decode(bytes.subarray(start, end));
  const slots = kinds.map((kind, i) =>
    slotOf(kind === numeric && !isFixed(i) ? numeric : skipped, rows, textCodes(decode)),
  );
  const texts = new Set<number>();
  const nothing = (): void => {};
  const scanner = byteScanner(
    { ...layout, capacity: rows },
    slots,
    {
      ragged: nothing,
      misquoted: nothing,
      unclosed: nothing,
      long: nothing,
      full: nothing,
      notNumber(_row, _line, column) {
        texts.add(column);
        return skipped;
      },
    },
    decode,
    parse,
  );
  scanner.scan(...scan);
  return scanner.rows() === 0 && !scan[3] ? null : kinds.map((kind, i) => (texts.has(i) ? textual : kind));
}
