import type { DataObject } from "@ie/contracts";
import { unreadable } from "./faults.ts";
import { peek } from "./plain-bytes.ts";
import type { TableOptions } from "./table-options.ts";

export type FileFormat = "csv" | "json" | "ndjson" | "parquet";

const endings: Readonly<Record<string, FileFormat>> = {
  csv: "csv",
  tsv: "csv",
  txt: "csv",
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  parquet: "parquet",
  pq: "parquet",
};

/** The format that a name's ending means, whatever compressed it; null for others. */
export function formatOfName(name: string): FileFormat | null {
  const [, ending = ""] = /\.([a-z0-9]+)(?:\.(?:gz|gzip|zst|zstd))?(?:[?#].*)?$/i.exec(name) ?? [];
  const key = ending.toLowerCase();
  return Object.hasOwn(endings, key) ? (endings[key] ?? null) : null;
}

/** The one format of all objects: as declared, or by their names' endings, or by their first bytes. */
export async function formatOf(
  who: string,
  objects: readonly DataObject[],
  { format }: TableOptions,
): Promise<FileFormat> {
  if (format !== null) return format;
  const [first] = objects;
  if (first === undefined) throw unreadable(who, "", "there is no file", "look at the path");
  const known = objects.map(({ name }) => formatOfName(name));
  const other = known.findIndex((each) => each !== known[0]);
  if (other > 0) {
    const found = `${first.name} is ${known[0] ?? "of no known ending"}, this is ${known[other] ?? "not"}`;
    throw unreadable(
      who,
      objects[other]!.name,
      `the files are of several formats: ${found}`,
      "name one kind of file, or set format",
    );
  }
  return known[0] ?? (await sniff(first));
}

async function sniff(object: DataObject): Promise<FileFormat> {
  const stream = object.stream();
  const { head, all } = await peek(stream, 512);
  await all[Symbol.asyncIterator]().return?.();
  const text = new TextDecoder().decode(head).trimStart();
  if (text.startsWith("PAR1")) return "parquet";
  return text.startsWith("[") ? "json" : text.startsWith("{") ? "ndjson" : "csv";
}
