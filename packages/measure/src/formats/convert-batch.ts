import type { CodedText } from "@ie/table";
import { cellReader } from "./convert-column.ts";
import type { ColumnType, TableOptions } from "./table-options.ts";

type Cells = Float64Array | CodedText;

/**
 * Makes the cells of one column, batch by batch, what {@link cellReader} says; null where a cell is not that, or where the column holds
 * numbers in some batches and text in others.
 */
export type BatchConverter = (cells: Cells) => Cells | null;

export function batchConverter(type: ColumnType | null, options: TableOptions): BatchConverter {
  if (type === null) return asFound(options);
  const { gives, read } = cellReader(type, options);
  if (gives === "numbers") {
    const numbers = perText(read);
    return (cells) => {
      if (!(cells instanceof Float64Array)) return numbersBy(cells, numbers);
      return type === "number" ? cells : numbersBy(codedNumbers(cells), numbers);
    };
  }
  const texts = perText(read);
  return (cells) => textsBy(cells instanceof Float64Array ? codedNumbers(cells) : cells, texts);
}

/** Numbers or text, whichever the first cells are that are not missing. */
function asFound(options: TableOptions): BatchConverter {
  let own: "number" | "text" | null = null;
  const texts = batchConverter("text", options);
  return (cells) => {
    const isNumber = cells instanceof Float64Array;
    const kind = isNumber ? "number" : "text";
    if (own !== kind) {
      const isGap = isNumber
        ? cells.every((cell) => Number.isNaN(cell))
        : cells.dictionary.every((text) => text === "");
      if (own !== null) {
        if (!isGap) return null;
        const n = isNumber ? cells.length : cells.codes.length;
        return isNumber ? { codes: new Uint32Array(n), dictionary: [""] } : new Float64Array(n).fill(NaN);
      }
      if (!isGap) own = kind;
    }
    return isNumber || options.missingValues === null ? cells : texts(cells);
  };
}

/** Reads the texts of a dictionary once each. */
type PerText<V> = (dictionary: readonly string[]) => readonly (V | null)[];

function perText<V>(read: (text: string) => V | null): PerText<V> {
  let known: { readonly dictionary: readonly string[]; readonly values: (V | null)[] } | null = null;
  return (dictionary) => {
    if (known?.dictionary !== dictionary) known = { dictionary, values: [] };
    const { values } = known;
    for (let code = values.length; code < dictionary.length; code++) values.push(read(dictionary[code]!));
    return values;
  };
}

function numbersBy({ codes, dictionary }: CodedText, read: PerText<number>): Float64Array | null {
  const values = read(dictionary);
  const out = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const value = values[codes[i]!]!;
    if (value === null) return null;
    out[i] = value;
  }
  return out;
}

function textsBy({ codes, dictionary }: CodedText, read: PerText<string>): CodedText | null {
  const texts = read(dictionary);
  // A dictionary may hold texts that no cell has.
  if (texts.includes(null) && codes.some((code) => texts[code] === null)) return null;
  return { codes, dictionary: texts as readonly string[] }; // those in use are texts
}

function codedNumbers(cells: Float64Array): CodedText {
  const known = new Map<number, number>();
  const dictionary: string[] = [];
  const codes = new Uint32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    let code = known.get(cell);
    if (code === undefined) {
      code = dictionary.push(Number.isNaN(cell) ? "" : String(cell)) - 1;
      known.set(cell, code);
    }
    codes[i] = code;
  }
  return { codes, dictionary };
}
