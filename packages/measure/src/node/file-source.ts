import {
  ImpactError,
  isImpactError,
  type Batch,
  type Context,
  type DataObject,
  type DataSource,
  type OpenObjects,
  type Query,
  type Table,
} from "@ie/contracts";
import { sampleWithoutReplacement } from "@ie/stats";
import { filterRows, rowCount, takeRows } from "@ie/table";
import { anyColumn, dateColumn } from "../columns.ts";
import { readBatches, readTable } from "../formats/index.ts";
import { isWithin } from "../formats/window.ts";
import { potentialFrom } from "../sources/potential-file.ts";
import { fileOptions, type FileOptions } from "./file-options.ts";
import { localObjects } from "./local-objects.ts";
import { nodeCodecs } from "./node-codecs.ts";

const who = "file";

export interface FileSourceInit {
  /** What opens addresses, by their scheme, such as `https` and `s3`; `http` is opened as `https` is where the options allow it. */
  readonly open?: Readonly<Record<string, OpenObjects>>;
}

/** `size` units drawn by the seed, all rows of each. */
function sample(
  table: Table,
  size: number,
  { unitColumn, dateColumn: dates, path }: FileOptions,
  context: Context,
): Table {
  if (unitColumn === null && Object.hasOwn(table, dates)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `cannot draw ${size} units from "${path}", whose rows are dates`,
      hint: "name the column that tells units apart (unit_column), or leave sample_size out",
      facts: { path, sampleSize: size },
    });
  }
  const n = rowCount(table);
  const cells =
    unitColumn === null ? null : Array.from(anyColumn(who, table, unitColumn) as readonly unknown[], String); // numbers or text
  const units = cells === null ? null : [...new Set(cells)].sort();
  const found = units?.length ?? n;
  if (found < size) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `"${path}" has ${found} units, and ${size} are asked for`,
      hint: "lower sample_size, or give more data",
      facts: { path, found, needed: size },
    });
  }
  const drawn = sampleWithoutReplacement(context.rng.stream("sample"), found, size);
  if (cells === null || units === null) return takeRows(table, drawn);
  const chosen = new Set(Array.from(drawn, (i) => units[i]!));
  return filterRows(table, (i) => chosen.has(cells[i]!));
}

function inWindow(table: Table, { from, to }: Query, options: FileOptions): Table {
  if (from === null && to === null) return table;
  const dates = dateColumn(who, table, options.dateColumn);
  const rows = filterRows(table, (i) => isWithin(dates[i]!, { from, to }));
  if (rowCount(rows) > 0) return rows;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `"${options.path}" has no row from ${from ?? "the start"} to ${to ?? "the end"}`,
    hint: "look at start_date, end_date and the file",
    facts: { path: options.path },
  });
}

/** What opens the path of the options: files below `roots` (relative paths are tried below each, in order), or an address. */
function objectsOf(
  roots: readonly string[],
  { open = {} }: FileSourceInit,
): (options: FileOptions, context: Context) => Promise<readonly DataObject[]> {
  const local = localObjects(roots, who);
  return ({ path, allowInsecure }, context) => {
    // One letter before a colon is a drive.
    const [, scheme = ""] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path) ?? [];
    if (scheme === "") return local(path, context);
    const key = scheme.toLowerCase();
    if (key === "http" && !allowInsecure) {
      throw new ImpactError({
        code: "data/unreadable",
        who,
        what: `cannot read from "${hostOf(path)}": http: neither hides nor proves what it carries`,
        hint: "use https:, or set allow_insecure: true",
      });
    }
    const own = Object.hasOwn(open, key)
      ? open[key]
      : key === "http" && Object.hasOwn(open, "https")
        ? open["https"]
        : undefined;
    if (own === undefined) {
      throw new ImpactError({
        code: "data/unreadable",
        who,
        what: `cannot read addresses that begin with "${key}:"`,
        hint: `there is ${[...Object.keys(open).map((each) => `${each}:`), "a path below the configuration's folder"].join(", ")}`,
      });
    }
    return own(path, context);
  };
}

/** An address without credentials and query, for messages. */
function hostOf(address: string): string {
  return address.replace(/[?#].*$/, "").replace(/^([a-z][a-z0-9+.-]+:\/\/)[^/]*@/i, "$1");
}

/** A source of CSV, JSON, NDJSON and Parquet files below `roots`, or at addresses that `init.open` opens. */
export function fileSource(roots: readonly string[], init: FileSourceInit = {}): DataSource<FileOptions> {
  const open = objectsOf(roots, init);
  const load = async (options: FileOptions, query: Query, context: Context): Promise<Table> => {
    const table = inWindow(
      await readTable(who, await open(options, context), options, context, nodeCodecs),
      query,
      options,
    );
    return query.sampleSize === null ? table : sample(table, query.sampleSize, options, context);
  };
  async function* batches(
    options: FileOptions,
    query: Query,
    context: Context,
    columns: readonly string[] | null,
  ): AsyncGenerator<Batch, void, undefined> {
    let given = false;
    let fault: unknown = null;
    try {
      // Which units there are is known at the end only.
      const objects = query.sampleSize === null ? await open(options, context) : [];
      if (objects.length > 0) {
        for await (const batch of readBatches(who, objects, options, columns, query, context, nodeCodecs)) {
          given = true;
          yield batch;
        }
      }
    } catch (error) {
      if (!isImpactError(error)) throw error;
      fault = error;
    }
    if (given && fault === null) return;
    // What is wrong, or why there is no row, is told by what looks at all rows.
    const table = await load(options, query, context);
    if (given) throw fault;
    yield table;
  }

  return {
    options: fileOptions,
    load,
    batches,
    potential: async (options, query, context) => {
      if (options.truthPath === null) return null;
      // its columns are the outcomes' own, and its format its own
      const own: FileOptions = { ...options, path: options.truthPath, format: null, columns: {}, types: {} };
      const truth = await readTable(who, await open(own, context), own, context, nodeCodecs);
      return potentialFrom(await load(options, query, context), truth);
    },
  };
}
