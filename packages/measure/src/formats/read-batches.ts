import type { Batch, Context, DataObject, Query } from "@ie/contracts";
import type { CodedBatch, CodedText } from "@ie/table";
import type { Codecs } from "./codecs.ts";
import { type BatchConverter, batchConverter } from "./convert-batch.ts";
import { otherColumns, unreadable, wrongType } from "./faults.ts";
import { namesOf } from "./names.ts";
import { readObjects } from "./read-objects.ts";
import type { TableOptions } from "./table-options.ts";
import { createWindowFilter } from "./window.ts";

/**
 * The rows that {@link readTable} gives, while they are read, without those outside the window; `wanted`: the columns to read, null for
 * all, as where the options leave one of them out. A batch is written over once the next is asked for.
 *
 * Throws the code of the first fault, which readTable may say better since it looks at all rows. One fault is no fault there: text after
 * cells of numbers in a column of CSV.
 */
export async function* readBatches(
  who: string,
  objects: readonly DataObject[],
  options: TableOptions,
  wanted: readonly string[] | null,
  { from, to }: Pick<Query, "from" | "to">,
  context: Pick<Context, "signal">,
  codecs: Codecs,
): AsyncGenerator<Batch, void, undefined> {
  const names = namesOf(options);
  const column = names.inFile(options.dateColumn);
  const window = from === null && to === null ? null : { column, from, to };
  const filter = window === null ? null : createWindowFilter(window);
  const isKnown = (name: string): boolean => {
    const own = names.inFile(name);
    return names.inTable(own) === name && (names.only === null || names.only.has(own));
  };
  const only =
    wanted?.every(isKnown) === true
      ? new Set([...wanted.map((name) => names.inFile(name)), ...(window === null ? [] : [column])])
      : names.only;
  const text = window === null ? names.text : new Set([...names.text, column]);
  let header: readonly string[] = [];
  const seen = new Set<string>();
  const converters = new Map<string, BatchConverter>();

  function converted(cells: Float64Array | CodedText, own: string, path: string): Float64Array | CodedText {
    let convert = converters.get(own);
    if (convert === undefined) converters.set(own, (convert = batchConverter(names.typeOf(own), options)));
    const found = convert(cells);
    if (found !== null) return found;
    const hint = "make the cells alike, or say by types what they are";
    throw unreadable(who, path, `column "${own}" has cells of several kinds`, hint);
  }

  const read = readObjects(who, objects, options, { ...names, only, text }, context, codecs, {
    isTransient: true,
    window,
    header(_object, own) {
      header = own.filter((name) => names.only?.has(name) !== false);
    },
    notNumber({ name }, own, row, value) {
      const hint = `mend the cell, or set types: { ${names.inTable(own)}: text }`;
      throw wrongType(who, name, { column: own, first: [{ row, value }], count: 1 }, "number", hint);
    },
  });
  for await (const { batch, object, format } of read) {
    if (batch.rows === 0) continue;
    const other = seen.size === 0 || format === "json" || format === "ndjson" ? undefined : differing(seen, header);
    if (other !== undefined) throw otherColumns(who, object.name, other);
    if (seen.size === 0) names.requireDistinct(who, object.name, [...new Set([...header, ...batch.columns.keys()])]);
    for (const name of header) seen.add(name);
    const columns = new Map<string, Float64Array | CodedText>();
    for (const own of only ?? batch.columns.keys()) {
      const cells = batch.columns.get(own) ?? new Float64Array(batch.rows).fill(NaN);
      columns.set(own, converted(cells, own, object.name));
    }
    const rows: CodedBatch = { rows: batch.rows, columns };
    const inWindow = filter === null ? rows : filter.apply(rows);
    if (inWindow === null)
      throw unreadable(who, object.name, `column "${column}" has a cell that is no date`, "mend it");
    if (inWindow.rows === 0) continue;
    const table = Object.create(null) as Record<string, Float64Array | CodedText>;
    for (const [own, cells] of inWindow.columns) table[names.inTable(own)] = cells;
    yield table;
  }
  for (const name of header) seen.add(name);
  const [{ name: path } = { name: "" }] = objects;
  names.requireAll(who, path, [...seen]);
  names.requireDistinct(who, path, [...seen]);
}

/** A name that only one of both has. */
function differing(a: ReadonlySet<string>, b: readonly string[]): string | undefined {
  return b.find((name) => !a.has(name)) ?? (a.size === b.length ? undefined : [...a].find((name) => !b.includes(name)));
}
