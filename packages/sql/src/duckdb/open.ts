import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Deadline } from "../deadline.ts";
import { quoteName } from "../dialect.ts";
import { optionalPackage } from "../optional-package.ts";
import { engineFault, quoteList, quoteText } from "./engine-message.ts";
import { readerOf } from "./file-view.ts";
import { filesBelow } from "./files-below.ts";
import type { DuckDbOptions } from "./options.ts";

const who = "duckdb";

export interface OpenDuckDb {
  readonly connection: DuckDBConnection;
  /** Real paths and what the options call them, so that messages speak of these. */
  readonly names: ReadonlyMap<string, string>;
  readonly close: () => Promise<void>;
}

/**
 * A database in memory with the options' views and, attached to be read only, their database file. Then nothing else can be reached: no
 * file, no network, no extension, no setting.
 */
export async function openDuckDb(
  options: DuckDbOptions,
  roots: readonly string[],
  deadline: Deadline,
): Promise<OpenDuckDb> {
  const { DuckDBInstance: Instance } = await optionalPackage(who, "@duckdb/node-api", () => import("@duckdb/node-api"));
  const { database, files, threads, memoryLimit, textColumns, decimal } = options;
  const views: (readonly [name: string, path: string, found: readonly string[]])[] = [];
  for (const [name, path] of Object.entries(files)) views.push([name, path, await filesBelow(path, roots)]);
  const [attached = null] = database === null ? [] : await filesBelow(database, roots);
  deadline.check();
  const spill = await mkdtemp(join(tmpdir(), "ie-duckdb-"));
  let instance: DuckDBInstance | null = null;
  let connection: DuckDBConnection | null = null;
  const close = async (): Promise<void> => {
    connection?.closeSync();
    instance?.closeSync();
    await rm(spill, { recursive: true, force: true });
  };
  try {
    instance = await Instance.create(":memory:", {
      threads: String(threads),
      temp_directory: spill,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
      ...(memoryLimit === null ? {} : { memory_limit: memoryLimit }),
    });
    connection = await instance.connect();
    const running = connection;
    deadline.onStop(() => running.interrupt());
    const run = async (sql: string): Promise<void> => {
      deadline.check();
      await running.run(sql);
    };
    await run("SET TimeZone = 'UTC'");
    await run("SET enable_progress_bar = false");
    const names = new Map(
      views.flatMap(([, path, found]) => found.map((file) => [file, nameOf(path, file, found)] as const)),
    );
    const reading = async (path: string, read: () => Promise<void>): Promise<void> => {
      try {
        await read();
      } catch (error) {
        throw engineFault(who, error, names, path);
      }
    };
    if (attached !== null && database !== null) {
      names.set(attached, database);
      await reading(database, () => run(`ATTACH ${quoteText(attached)} AS warehouse (TYPE duckdb, READ_ONLY)`));
      await run("USE warehouse");
    }
    for (const [name, path, found] of views) {
      await reading(path, async () => {
        const reader = await readerOf(running, { path, found, textColumns, decimal });
        await run(`CREATE TEMP VIEW ${quoteName(name)} AS SELECT * FROM ${reader}`);
      });
    }
    const reachable = views.flatMap(([, , found]) => found);
    await run(`SET allowed_paths = ${quoteList(reachable)}`);
    await run("SET enable_external_access = false");
    await run("SET lock_configuration = true");
    return { connection, names, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What messages call a file: the path in the options, with the file's own name where that is a folder. */
function nameOf(path: string, file: string, found: readonly string[]): string {
  return found.length === 1 ? path : `${path.replace(/\/+$/, "")}/…/${basename(file)}`;
}
