import { execFileSync } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { file, people, type CorpusCase } from "./corpus-case.ts";

const gz = (text: string): Uint8Array => new Uint8Array(gzipSync(text));
const whole = { code: null, exitCode: 0, place: /60 rows|"rows":\s*60/ } as const;
const unreadable = { code: "data/unreadable", exitCode: 3 } as const;

/** Writes sixty customers as Parquet, then what `change` makes of its bytes. */
const parquet =
  (change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes) =>
  async (path: string): Promise<void> => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const rows =
      "SELECT (range % 2)::INTEGER AS treated, 10.0::DOUBLE + range % 5 + 3 * (range % 2) AS spend FROM range(60)";
    await connection.run(`COPY (${rows}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    await writeFile(path, change(new Uint8Array(await readFile(path))));
  };

function changed(bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy);
  return copy;
}

const packed = gz(people());
type Files = NonNullable<CorpusCase["files"]>;
const at = (path: string, content: Files[string]): Files => ({ [path]: content });

const compressed: readonly CorpusCase[] = [
  { kind: "gzip", name: "not broken", files: at("rows.csv.gz", packed), source: file("rows.csv.gz"), ...whole },
  {
    kind: "gzip",
    name: "cut off",
    files: at("rows.csv.gz", packed.slice(0, -30)),
    source: file("rows.csv.gz"),
    ...unreadable,
    place: /rows\.csv\.gz/,
  },
  {
    kind: "gzip",
    name: "a false checksum",
    files: at(
      "rows.csv.gz",
      changed(packed, (bytes) => void (bytes[bytes.length - 6]! ^= 255)),
    ),
    source: file("rows.csv.gz"),
    ...unreadable,
    place: /rows\.csv\.gz/,
  },
  {
    kind: "gzip",
    name: "a header alone",
    files: at("rows.csv.gz", packed.slice(0, 10)),
    source: file("rows.csv.gz"),
    ...unreadable,
    place: /rows\.csv\.gz/,
  },
  {
    kind: "gzip",
    name: "a bomb of 200 million bytes",
    files: { "rows.csv.gz": (path) => writeFile(path, gzipSync(Buffer.alloc(200_000_000, "1,2\n"))) },
    source: file("rows.csv.gz", { max_bytes: 5_000_000 }),
    code: "data/too-large",
    exitCode: 3,
    place: /rows\.csv\.gz/,
  },
  {
    kind: "gzip",
    name: "a bomb on one line",
    files: { "rows.csv.gz": (path) => writeFile(path, gzipSync(Buffer.alloc(100_000_000, "a"))) },
    source: file("rows.csv.gz"),
    code: "data/too-large",
    exitCode: 3,
    place: /rows\.csv\.gz/,
  },
  {
    kind: "gzip",
    name: "a gzip in a gzip",
    files: at("rows.csv.gz", new Uint8Array(gzipSync(packed))),
    source: file("rows.csv.gz"),
    ...unreadable,
    place: /rows\.csv\.gz/,
  },
  {
    kind: "gzip",
    name: "a file larger than is allowed",
    files: at("rows.csv", people()),
    source: file("rows.csv", { max_bytes: 100 }),
    code: "data/too-large",
    exitCode: 3,
    place: /rows\.csv/,
  },
];

const parquets: readonly CorpusCase[] = [
  { kind: "parquet", name: "not broken", files: at("rows.parquet", parquet()), source: file("rows.parquet"), ...whole },
  {
    kind: "parquet",
    name: "an empty file",
    files: at("rows.parquet", ""),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
  {
    kind: "parquet",
    name: "cut off at half",
    files: at(
      "rows.parquet",
      parquet((bytes) => bytes.slice(0, bytes.length >> 1)),
    ),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
  {
    kind: "parquet",
    name: "without its last byte",
    files: at(
      "rows.parquet",
      parquet((bytes) => bytes.slice(0, -1)),
    ),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
  {
    kind: "parquet",
    name: "a footer longer than the file",
    files: at(
      "rows.parquet",
      parquet((bytes) => bytes.fill(0x7f, bytes.length - 8, bytes.length - 4)),
    ),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
  {
    kind: "parquet",
    name: "a footer of noise",
    files: at(
      "rows.parquet",
      parquet((bytes) => bytes.fill(0xff, bytes.length - 60, bytes.length - 8)),
    ),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
  {
    kind: "parquet",
    name: "pages of noise",
    files: at(
      "rows.parquet",
      parquet((bytes) => bytes.fill(0xff, 4, 60)),
    ),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
  {
    kind: "parquet",
    name: "CSV by that name",
    files: at("rows.parquet", people()),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
  {
    kind: "parquet",
    name: "the magic alone",
    files: at("rows.parquet", "PAR1PAR1"),
    source: file("rows.parquet"),
    ...unreadable,
    place: /rows\.parquet/,
  },
];

const outside = /rows\.csv|outside|upwards/;
const link =
  (target: string) =>
  async (path: string): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path);
  };

const paths: readonly CorpusCase[] = [
  { kind: "path", name: "upwards", source: file("../rows.csv"), ...unreadable, place: /"\.\.\/rows\.csv".*upwards/ },
  { kind: "path", name: "upwards in the middle", source: file("a/../../rows.csv"), ...unreadable, place: /upwards/ },
  { kind: "path", name: "absolute", source: file("/etc/passwd"), ...unreadable, place: /\/etc\/passwd.*outside/ },
  { kind: "path", name: "a device", source: file("/dev/zero"), ...unreadable, place: /\/dev\/zero.*outside/ },
  {
    kind: "path",
    name: "a link that leads outside",
    files: { "rows.csv": link("/etc/passwd") },
    source: file("rows.csv"),
    ...unreadable,
    place: outside,
  },
  {
    kind: "path",
    name: "a link to itself",
    files: { "rows.csv": link("rows.csv") },
    source: file("rows.csv"),
    ...unreadable,
    place: /rows\.csv/,
  },
  {
    kind: "path",
    name: "a link to nothing",
    files: { "rows.csv": link("none.csv") },
    source: file("rows.csv"),
    ...unreadable,
    place: /rows\.csv/,
  },
  { kind: "path", name: "no such file", source: file("none.csv"), ...unreadable, place: /none\.csv/ },
  { kind: "path", name: "a NUL in its name", source: file("rows.csv\u0000.png"), ...unreadable, place: /NUL/ },
  {
    kind: "path",
    name: "an empty folder",
    files: { rows: (path) => mkdir(path).then(() => undefined) },
    source: file("rows"),
    ...unreadable,
    place: /"rows/,
  },
  {
    kind: "path",
    name: "a folder with files of two kinds",
    files: { "rows/a.csv": people(), "rows/b.json": "[]" },
    source: file("rows"),
    ...unreadable,
    place: /rows/,
  },
  {
    kind: "path",
    name: "a folder whose files have other columns",
    files: { "rows/a.csv": people(), "rows/b.csv": "treated,spent\n1,2\n" },
    source: file("rows"),
    code: "data/unreadable",
    exitCode: 3,
    place: /b\.csv/,
  },
  {
    kind: "path",
    name: "a pipe that nobody writes to",
    files: { "rows.csv": async (path) => void execFileSync("mkfifo", [join(path)]) },
    source: file("rows.csv"),
    ...unreadable,
    place: /rows\.csv/,
  },
  {
    kind: "path",
    name: "a scheme that is not known",
    source: file("gopher://example.org/rows.csv"),
    ...unreadable,
    place: /gopher/,
  },
  {
    kind: "path",
    name: "a file by its URL",
    source: file("file:///etc/passwd"),
    ...unreadable,
    place: /file:/,
  },
];

export const fileCases: readonly CorpusCase[] = [...compressed, ...parquets, ...paths];
