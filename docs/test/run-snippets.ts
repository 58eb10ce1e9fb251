import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/workspace.ts";
import { readCommand, readCommands, type Snippet } from "./read-snippets.ts";

/** What went wrong in each snippet, by `page:line`; null where nothing did. */
export type Outcomes = Map<string, string | null>;

export function placeOf({ page, line }: Snippet): string {
  return `${page}:${line}`;
}

/** Longest run of the modules of one process, or of one command, in ms. */
const timeout = 120_000;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(file: string, args: readonly string[], cwd: string, path: string): Promise<Ended> {
  // Snippets see what a new user's shell has, not what the test runner set.
  const env = { PATH: path, HOME: cwd, NO_COLOR: "1", TZ: "UTC" };
  return new Promise((resolve) => {
    const child = execFile(file, args, { cwd, env, timeout, maxBuffer: 1e8 }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, output: `${stdout}${stderr}`.slice(-4000) });
    });
    child.stdin?.end();
  });
}

/** A folder that looks like the repository to a snippet: the examples, and nothing to spoil. */
async function playground(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ie-snippets-"));
  await mkdir(join(folder, "docs"));
  if (existsSync(join(root, "docs/examples"))) {
    await cp(join(root, "docs/examples"), join(folder, "docs/examples"), { recursive: true });
  }
  return folder;
}

async function inPlayground<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await playground();
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Below docs/node_modules, so that git ignores it and `@ie/*` resolves; Node strips no types there, so this file does. */
const cache = join(root, "docs/node_modules/.cache/snippets");

const runner = `
import { writeFile } from "node:fs/promises";
const [report, ...files] = process.argv.slice(2);
const failures = {};
const fail = (file, error) => (failures[file] ??= String(error?.stack ?? error));
let current = "";
process.on("uncaughtException", (error) => fail(current, error));
for (current of files) {
  failures[current] = null;
  await import(current).catch((error) => fail(current, error));
  await new Promise((resolve) => setTimeout(resolve)); // what the module left to run
  await writeFile(report, JSON.stringify(failures));
}
`;

/** Runs `snippets` as modules in one process, one after the other. */
export async function runModules(snippets: readonly Snippet[], outcomes: Outcomes): Promise<void> {
  if (snippets.length === 0) return;
  await mkdir(cache, { recursive: true });
  const own = await mkdtemp(join(cache, "run-"));
  const places = new Map<string, string>();
  for (const snippet of snippets) {
    const place = placeOf(snippet);
    const file = join(own, `${place.replaceAll(/[^\w.-]/g, "_")}.mjs`);
    try {
      // Empty lines first: an error's line is then the page's line.
      await writeFile(file, "\n".repeat(snippet.line - 1) + stripTypeScriptTypes(snippet.text));
      places.set(file, place);
      outcomes.set(place, "did not run");
    } catch (error) {
      outcomes.set(place, String(error));
    }
  }
  const [entry, report] = [join(own, "runner.mjs"), join(own, "report.json")];
  await writeFile(entry, runner);
  await inPlayground(async (folder) => {
    const args = ["--conditions=@ie/source", "--disable-warning=ExperimentalWarning", entry, report, ...places.keys()];
    const { code, output } = await run(process.execPath, args, folder, process.env["PATH"] ?? "");
    const failures = existsSync(report)
      ? (JSON.parse(await readFile(report, "utf8")) as Readonly<Record<string, string | null>>)
      : {};
    // node:test says only by the exit code that a test failed, so modules with tests run one in a process.
    const stray = code !== 0 && Object.values(failures).every((failure) => failure === null);
    for (const [file, place] of places) {
      const failure = stray ? undefined : failures[file];
      outcomes.set(place, failure === undefined ? `ended with code ${code}\n${output}` : failure);
    }
  });
  await rm(own, { recursive: true, force: true });
}

/** Runs the commands of one page's `sh` snippets in order, in one folder. */
export async function runCommands(
  snippets: readonly Snippet[],
  scripts: ReadonlySet<string>,
  outcomes: Outcomes,
): Promise<void> {
  await inPlayground(async (folder) => {
    const shims = join(folder, ".bin");
    await mkdir(shims);
    const program = `exec "${process.execPath}" --conditions=@ie/source "${join(root, "apps/cli/src/main.ts")}" "$@"`;
    await writeFile(join(shims, "ie"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    let cwd = folder;
    for (const snippet of snippets) {
      const faults: string[] = [];
      for (const line of readCommands(snippet.text)) {
        const command = readCommand(line, scripts);
        if (command.kind === "unknown") faults.push(`unknown command: ${line}`);
        // `cd impact-engine` after a clone leads to the folder that the playground stands for
        if (command.kind === "cd" && existsSync(join(cwd, command.folder))) cwd = join(cwd, command.folder);
        if (command.kind !== "ie") continue;
        const { code, output } = await run("/bin/sh", ["-c", command.line], cwd, `${shims}:/usr/bin:/bin`);
        if (code !== command.exitCode) faults.push(`${line}\nended with code ${code}\n${output}`);
      }
      outcomes.set(placeOf(snippet), faults.length === 0 ? null : faults.join("\n"));
    }
  });
}
