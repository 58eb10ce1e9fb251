import type { Context, DataObject } from "@ie/contracts";
import type { CodedBatch } from "@ie/table";
import { canonicalDate } from "../columns.ts";
import { createBudget } from "./budget.ts";
import type { Codecs } from "./codecs.ts";
import { type FileFormat, formatOf } from "./file-format.ts";
import type { Names } from "./names.ts";
import { readParquetObject } from "./parquet/read-parquet-object.ts";
import { findPartitions, type Partitions } from "./partitions.ts";
import { readCsvObject } from "./read-csv-object.ts";
import { readJsonObject } from "./read-json-object.ts";
import type { Reading } from "./reading.ts";
import type { TableOptions } from "./table-options.ts";
import { isWithin } from "./window.ts";

/** Some rows of an object, whose columns are by their names in the file, those of folders among them. */
interface ReadRows {
  readonly batch: CodedBatch;
  readonly object: DataObject;
  readonly format: FileFormat;
}

/** All objects in their order. */
export async function* readObjects(
  who: string,
  objects: readonly DataObject[],
  options: TableOptions,
  names: Pick<Names, "only" | "text" | "numbers" | "dates">,
  context: Pick<Context, "signal">,
  codecs: Codecs,
  taker: Pick<Reading, "notNumber" | "isTransient" | "window" | "header">,
): AsyncGenerator<ReadRows, void, undefined> {
  const format = await formatOf(who, objects, options);
  const partitions = findPartitions(who, objects, names.only, names.text);
  const only = names.only === null ? null : new Set([...names.only].filter((name) => !partitions.keys.includes(name)));
  const { only: _, ...kinds } = names;
  const reading: Reading = {
    who,
    options,
    budget: createBudget(who, options.maxBytes),
    codecs,
    signal: context.signal,
    ...kinds,
    only,
    ...taker,
    header: (object, own) => taker.header(object, [...own, ...partitions.keys]),
  };
  for (const object of objects) {
    if (!mayHold(partitions, object, reading)) continue;
    const rows =
      format === "csv"
        ? readCsvObject(object, reading)
        : format === "parquet"
          ? readParquetObject(object, reading)
          : readJsonObject(object, format, reading);
    for await (const batch of rows) yield { batch: partitions.add(batch, object), object, format };
  }
}

/** Whether some row of an object may lie in the window, by the date of its folder. */
function mayHold(partitions: Partitions, object: DataObject, { window, dates }: Reading): boolean {
  if (window === null || dates.has(window.column)) return true;
  const date = canonicalDate(partitions.valueOf(window.column, object) ?? "");
  return date === null || isWithin(date, window);
}
