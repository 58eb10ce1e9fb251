import { type Column, type Context, type DataObject, type Table } from "@ie/contracts";
import { type Codecs, webCodecs } from "./codecs.ts";
import { type Collector, createCollector } from "./collected.ts";
import { convertColumn } from "./convert-column.ts";
import { mostShown, otherColumns, unreadable, wrongType } from "./faults.ts";
import { type Names, namesOf } from "./names.ts";
import { readObjects } from "./read-objects.ts";
import type { TableOptions } from "./table-options.ts";

/**
 * The rows of one or more files of one format as one table, in the order of `objects`; `key=value` folders in their names are columns.
 * `who` speaks in errors: `data/unreadable` for a fault of a file, with its place; `data/wrong-type` for cells that are not what `types`
 * says; `data/too-large` above `maxBytes`; `data/out-of-range` for whole numbers that a double cannot hold.
 */
export async function readTable(
  who: string,
  objects: readonly DataObject[],
  options: TableOptions,
  context: Pick<Context, "signal">,
  codecs: Codecs = webCodecs,
): Promise<Table> {
  const names = namesOf(options);
  const [{ name: path } = { name: "" }] = objects;
  const collected = await collect(who, objects, options, names, context, codecs);
  if (collected.rows === 0)
    throw unreadable(who, path, "line 1: no rows; the file ends with its header, or is empty", "look at the file");
  const own = collected.names;
  names.requireAll(who, path, own);
  names.requireDistinct(who, path, own);
  const table = Object.create(null) as Record<string, Column>;
  for (const column of own) {
    const name = names.inTable(column);
    const cells = convertColumn(who, collected, column, names.typeOf(column), options);
    table[name] = cells instanceof Float64Array ? cells : Object.freeze(cells);
  }
  return Object.freeze(table);
}

/** All rows. Where a column turns out to be text after cells of numbers, all is read again with it as text. */
async function collect(
  who: string,
  objects: readonly DataObject[],
  options: TableOptions,
  names: Names,
  context: Pick<Context, "signal">,
  codecs: Codecs,
): Promise<Collector> {
  let text = names.text;
  for (;;) {
    const collected = createCollector();
    const late = new Set<string>();
    const wrong = new Map<
      string,
      { readonly path: string; readonly first: { row: number; value: string }[]; count: number }
    >();
    let isCsv = false;
    const read = readObjects(who, objects, options, { ...names, text }, context, codecs, {
      isTransient: false,
      window: null,
      header: () => {},
      notNumber({ name }, column, row, value) {
        if (!names.numbers.has(column)) {
          late.add(column);
          return;
        }
        const own = wrong.get(column) ?? { path: name, first: [], count: 0 };
        wrong.set(column, own);
        own.count++;
        if (own.first.length < mostShown) own.first.push({ row, value });
      },
    });
    for await (const { batch, object, format } of read) {
      isCsv = format === "csv";
      const mayLack = format === "json" || format === "ndjson";
      const clashes = collected.add(batch, object.name, mayLack, (column) => {
        throw otherColumns(who, object.name, column);
      });
      for (const column of clashes) late.add(column);
    }
    for (const [column, { path, first, count }] of wrong) {
      throw wrongType(who, path, { column, first, count }, "number", "mend the cells, or list them in missing_values");
    }
    if (late.size === 0) return collected;
    const [column = ""] = late;
    if (!isCsv || text.has(column)) {
      const what = `column "${column}" holds numbers in one file and text in another`;
      throw unreadable(who, objects[0]?.name ?? "", what, `make them alike, or set types: { ${column}: text }`);
    }
    text = new Set([...text, ...late]);
  }
}
