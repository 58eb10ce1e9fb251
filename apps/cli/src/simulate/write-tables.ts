import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ImpactError, type Table } from "@ie/contracts";
import { formatCsv, rowCount, toRows } from "@ie/table";

export type Format = "csv" | "ndjson";

/** Text of a part of a table; only the first part of a CSV has a header. */
function textOf(table: Table, format: Format, isFirst: boolean): string {
  if (format === "csv") {
    const text = formatCsv(table);
    return isFirst ? text : text.slice(text.indexOf("\r\n") + 2);
  }
  const lines = toRows(table).map((row) => JSON.stringify(row));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** A file that grows, and stands under its name once it is whole. */
export interface GrowingFile {
  readonly name: string;
  add(part: Table | string): Promise<void>;
  finish(): Promise<void>;
  /** Removes what was written; nothing once it is finished. */
  drop(): Promise<void>;
}

/** Throws `store/exists` where one of the names is taken, unless `force`. */
export async function claimFolder(folder: string, names: readonly string[], force: boolean): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (force) return;
  for (const name of names) {
    const path = join(folder, name);
    const isTaken = await stat(path).then(
      () => true,
      () => false,
    );
    if (!isTaken) continue;
    throw new ImpactError({
      code: "store/exists",
      who: "simulate",
      what: `"${path}" exists already`,
      hint: "choose another --out, or replace it with --force",
      facts: { path },
    });
  }
}

export async function growFile(folder: string, name: string, format: Format): Promise<GrowingFile> {
  const path = join(folder, name);
  const part = `${path}.part`;
  const handle = await open(part, "w");
  let [isFirst, isOpen] = [true, true];
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  return {
    name,
    add: async (piece) => {
      if (typeof piece !== "string" && rowCount(piece) === 0 && !isFirst) return;
      await handle.appendFile(typeof piece === "string" ? piece : textOf(piece, format, isFirst));
      isFirst = false;
    },
    finish: async () => {
      await close();
      await rename(part, path);
    },
    drop: async () => {
      await close();
      await rm(part, { force: true });
    },
  };
}
