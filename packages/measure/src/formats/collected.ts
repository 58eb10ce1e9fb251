import type { CodedBatch, CodedText } from "@ie/table";

/** Rows of several files as they come, by the names of their columns in the files. */
export interface Collector {
  /**
   * Appends a batch. Gives the columns that hold numbers in some batches and text in others, if any: nothing is appended then. With
   * `mayLack` a column that some batches lack is missing there; else it is told to `lacks`.
   */
  add(batch: CodedBatch, path: string, mayLack: boolean, lacks: (column: string) => never): readonly string[];
  readonly rows: number;
  readonly names: readonly string[];
  /** The cells of a column, which is forgotten. */
  take(name: string): readonly (Float64Array | CodedText)[];
  /** The file and its own row, from 1, of a row of all files, from 0. */
  locate(row: number): { readonly path: string; readonly row: number };
}

export function createCollector(): Collector {
  const chunks = new Map<string, (Float64Array | CodedText)[]>();
  const starts: { readonly path: string; readonly row: number }[] = [];
  let rows = 0;

  return {
    get rows() {
      return rows;
    },
    get names() {
      return [...chunks.keys()];
    },
    add(batch, path, mayLack, lacks) {
      const clashes = Array.from(batch.columns).flatMap(([name, cells]) => {
        const known = chunks.get(name)?.findLast(isTelling);
        return known === undefined || !isTelling(cells) || isNumber(known) === isNumber(cells) ? [] : [name];
      });
      if (clashes.length > 0 || batch.rows === 0) return clashes;
      if (starts.at(-1)?.path !== path) starts.push({ path, row: rows });
      const gap = (length: number): Float64Array => new Float64Array(length).fill(NaN);
      for (const [name, own] of chunks) {
        if (batch.columns.has(name)) continue;
        if (!mayLack) lacks(name);
        own.push(gap(batch.rows));
      }
      for (const [name, cells] of batch.columns) {
        let own = chunks.get(name);
        if (own === undefined) {
          if (rows > 0 && !mayLack) lacks(name);
          own = rows > 0 ? [gap(rows)] : [];
          chunks.set(name, own);
        }
        own.push(cells);
      }
      rows += batch.rows;
      return [];
    },
    take(name) {
      const own = chunks.get(name) ?? [];
      chunks.set(name, []);
      return own;
    },
    locate(row) {
      const start = starts.findLast((each) => each.row <= row) ?? { path: "", row: 0 };
      return { path: start.path, row: row - start.row + 1 };
    },
  };
}

function isNumber(cells: Float64Array | CodedText): cells is Float64Array {
  return cells instanceof Float64Array;
}

/** Whether cells say what their column is: gaps alone do not. */
function isTelling(cells: Float64Array | CodedText): boolean {
  return isNumber(cells) ? cells.some((cell) => !Number.isNaN(cell)) : cells.dictionary.some((text) => text !== "");
}

/** Numbers of a column; `read` gives those of texts, null where one is none, which `fault` is told. */
export function numbersOf(
  parts: readonly (Float64Array | CodedText)[],
  rows: number,
  read: (text: string) => number | null,
  fault: (row: number, value: string) => void,
): Float64Array {
  const all = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    if (isNumber(part)) {
      all.set(part, at);
      at += part.length;
      continue;
    }
    const { codes, dictionary } = part;
    const numbers = dictionary.map(read);
    for (let i = 0; i < codes.length; i++, at++) {
      const value = numbers[codes[i]!] ?? null;
      if (value === null) fault(at, dictionary[codes[i]!]!);
      all[at] = value ?? NaN;
    }
  }
  return all;
}

/** Texts of a column, each as `read` gives it, null where it cannot, which `fault` is told. */
export function textsOf(
  parts: readonly (Float64Array | CodedText)[],
  rows: number,
  read: (text: string) => string | null,
  fault: (row: number, value: string) => void,
): readonly string[] {
  const all = Array.from<string>({ length: rows });
  let at = 0;
  const known = new Map<string, string | null>();
  const once = (text: string): string | null => {
    let own = known.get(text);
    if (own === undefined) {
      own = read(text);
      if (known.size < 65_536) known.set(text, own);
    }
    return own;
  };
  for (const part of parts) {
    const texts = isNumber(part) ? null : part.dictionary.map(once);
    for (let i = 0, n = isNumber(part) ? part.length : part.codes.length; i < n; i++, at++) {
      const source = isNumber(part) ? (Number.isNaN(part[i]) ? "" : String(part[i])) : part.dictionary[part.codes[i]!]!;
      const text = texts === null || isNumber(part) ? once(source) : texts[part.codes[i]!]!;
      if (text === null) fault(at, source);
      all[at] = text ?? "";
    }
  }
  return all;
}
