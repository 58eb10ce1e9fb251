import type { DataObject } from "@ie/contracts";
import { numberReader, type CodedBatch } from "@ie/table";
import { unreadable } from "./faults.ts";

/** The columns in a name such as `sales/year=2024/country=de/part-0.parquet`; "" is missing. */
function partitionsOf(name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const segment of name
    .replace(/[?#].*$/, "")
    .split("/")
    .slice(0, -1)) {
    const at = segment.indexOf("=");
    if (at <= 0) continue;
    const value = unescape(segment.slice(at + 1));
    found.set(unescape(segment.slice(0, at)), value === "__HIVE_DEFAULT_PARTITION__" ? "" : value);
  }
  return found;
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Columns of the folders that objects lie in. */
export interface Partitions {
  readonly keys: readonly string[];
  /** The text of a column for an object; null where its folders have no such column. */
  valueOf(key: string, object: DataObject): string | null;
  /** The batch with the columns of its object. */
  add(batch: CodedBatch, object: DataObject): CodedBatch;
}

/** `text`: columns that are text although all their values are numbers. */
export function findPartitions(
  who: string,
  objects: readonly DataObject[],
  only: ReadonlySet<string> | null,
  text: ReadonlySet<string>,
): Partitions {
  const found = objects.map(({ name }) => partitionsOf(name));
  const all = [...new Set(found.flatMap((own) => [...own.keys()]))];
  for (const [i, own] of found.entries()) {
    const absent = all.find((key) => !own.has(key));
    if (absent === undefined) continue;
    throw unreadable(
      who,
      objects[i]!.name,
      `it lies in no folder "${absent}=…", as others do`,
      "name the folders that are alike",
    );
  }
  const keys = all.filter((key) => only === null || only.has(key));
  const read = numberReader({ decimal: ".", thousands: null, missing: new Set() });
  const isNumber = new Map(
    keys.map((key) => [key, !text.has(key) && found.every((own) => read(own.get(key) ?? "") !== null)]),
  );
  const byName = new Map(objects.map(({ name }, i) => [name, found[i]!]));
  return {
    keys,
    valueOf: (key, { name }) => byName.get(name)?.get(key) ?? null,
    add(batch, { name }) {
      if (keys.length === 0) return batch;
      const columns = new Map(batch.columns);
      for (const key of keys) {
        const value = byName.get(name)?.get(key) ?? "";
        if (columns.has(key)) {
          const hint = "rename the column or the folders, or leave the column out";
          throw unreadable(who, name, `both a column and the folder "${key}=${value}" are called "${key}"`, hint);
        }
        const { rows } = batch;
        const cells =
          isNumber.get(key) === true
            ? new Float64Array(rows).fill(read(value) ?? NaN)
            : { codes: new Uint32Array(rows), dictionary: [value] };
        columns.set(key, cells);
      }
      return { rows: batch.rows, columns };
    },
  };
}
