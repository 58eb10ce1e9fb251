import { builtinModules } from "node:module";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { filesBelow, workspacePackages, type WorkspacePackage } from "../scripts/workspace.ts";
import { moduleFacts, type ModuleFacts } from "./module-facts.ts";

/** Who may import whom. A package that is not in the tree yet may stand here; one that is not here may not be in the tree. */
const table: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  table: [],
  stats: [],
  "artefact-store": ["contracts", "table"],
  simulate: ["table", "stats"],
  measure: ["contracts", "table", "stats", "simulate"],
  evaluate: ["contracts", "stats"],
  allocate: ["contracts", "stats"],
  mmm: ["contracts", "table", "stats"],
  orchestrator: ["contracts"],
  report: ["contracts"],
  sql: ["contracts", "table"],
};

const all = workspacePackages();
const packages = all.filter(({ isApp }) => !isApp);
const byName = new Map(all.map((item) => [item.manifest.name, item]));

const sources = new Map<WorkspacePackage, ReadonlyMap<string, ModuleFacts>>(
  all.map((item) => {
    const files = ["src", "test"].flatMap((folder) => filesBelow(`${item.directory}/${folder}`, ".ts"));
    return [item, new Map(files.map((file) => [file, moduleFacts(file)]))];
  }),
);

function sourcesOf(item: WorkspacePackage): ReadonlyMap<string, ModuleFacts> {
  return sources.get(item) ?? new Map<string, ModuleFacts>();
}

function mayImport(item: WorkspacePackage, name: string): boolean {
  const other = byName.get(name);
  if (other?.isApp === true) return false;
  return item.isApp || (table[item.folder] ?? []).some((folder) => name === `@ie/${folder}`);
}

/** `@scope/name` or `name` of a bare specifier, and the subpath as `exports` has it. */
function split(specifier: string): readonly [string, string] {
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  const rest = parts.slice(length).join("/");
  return [parts.slice(0, length).join("/"), rest === "" ? "." : `./${rest}`];
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

/** Every import of a package, as [file, specifier]. */
function importsOf(item: WorkspacePackage): readonly (readonly [string, string])[] {
  return [...sourcesOf(item)].flatMap(([file, { imports }]) => imports.map((specifier) => [file, specifier] as const));
}

const isTest = (file: string): boolean => file.endsWith(".test.ts") || /^\w+\/[^/]+\/test\//.test(file);

/** Files that run, or are read, when one of `entries` is imported. */
function reachable(item: WorkspacePackage, entries: readonly string[]): readonly string[] {
  const facts = sourcesOf(item);
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const specifier of facts.get(file)?.imports ?? []) {
      if (specifier.startsWith(".")) follow(posix.join(posix.dirname(file), specifier));
    }
  };
  for (const entry of entries) follow(posix.join(item.directory, entry));
  return [...seen];
}

/** What a browser or a worker loads: all but the `./node` and `./testing` subpaths. */
function webFiles(item: WorkspacePackage): readonly string[] {
  const entries = Object.entries(item.manifest.exports)
    .filter(([subpath]) => subpath !== "./node" && subpath !== "./testing")
    .flatMap(([, conditions]) => conditions["@ie/source"] ?? []);
  return reachable(item, entries);
}

test("every package stands in the table", () => {
  expect(packages.map(({ folder }) => folder).filter((folder) => !Object.hasOwn(table, folder))).toEqual([]);
});

test("the table has no cycle: a package imports only from rows above it", () => {
  const rows = Object.keys(table);
  for (const [row, others] of Object.entries(table)) {
    for (const other of others) expect(rows.indexOf(other)).toBeLessThan(rows.indexOf(row));
  }
});

describe.each(all.map((item) => [item.manifest.name, item] as const))("%s", (name, item) => {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = item.manifest;

  test("depends on what the table allows", () => {
    const wanted = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies });
    expect(wanted.filter((other) => other.startsWith("@ie/") && !mayImport(item, other))).toEqual([]);
  });

  test("imports what the table allows", () => {
    const wrong = importsOf(item).filter(([, specifier]) => {
      const [other] = split(specifier);
      return other.startsWith("@ie/") && other !== name && !mayImport(item, other);
    });
    expect(wrong).toEqual([]);
  });

  test("imports no app", () => {
    expect(importsOf(item).filter(([, specifier]) => byName.get(split(specifier)[0])?.isApp === true)).toEqual([]);
  });

  test("imports only subpaths that exist, and leaves its folder only by a package's name", () => {
    const wrong = importsOf(item).filter(([file, specifier]) => {
      if (specifier.startsWith(".")) {
        return !posix.join(posix.dirname(file), specifier).startsWith(`${item.directory}/`);
      }
      const [other, subpath] = split(specifier);
      return other.startsWith("@ie/") && !Object.hasOwn(byName.get(other)?.manifest.exports ?? {}, subpath);
    });
    expect(wrong).toEqual([]);
  });

  test("imports only what its package.json names", () => {
    const shipped = new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }));
    const development = new Set(Object.keys(devDependencies ?? {}));
    const wrong = importsOf(item).filter(([file, specifier]) => {
      if (specifier.startsWith(".") || isBuiltin(specifier)) return false;
      const [other] = split(specifier);
      return other !== name && !shipped.has(other) && !(isTest(file) && development.has(other));
    });
    expect(wrong).toEqual([]);
  });

  test("writes the node: scheme", () => {
    expect(importsOf(item).filter(([, specifier]) => builtinModules.includes(specifier))).toEqual([]);
  });
});

/** A solver's time limit needs a clock; it can make an answer fail, never differ. */
const timed = new Set([
  "packages/allocate/src/exact/clock.ts: performance.now",
  "packages/allocate/src/solvers/javascript-lp-solver.ts: performance.now",
]);

describe.each(packages.map((item) => [item.manifest.name, item] as const))("%s runs in a browser", (_, item) => {
  const files = webFiles(item).map((file) => [file, sourcesOf(item).get(file)] as const);

  test("every file that an entry reaches exists", () => {
    expect(files.filter(([, facts]) => facts === undefined).map(([file]) => file)).toEqual([]);
  });

  test("no Node module outside the ./node and ./testing subpaths", () => {
    const wrong = files.flatMap(([file, facts]) =>
      (facts?.imports ?? []).filter(isBuiltin).map((specifier) => [file, specifier]),
    );
    expect(wrong).toEqual([]);
  });

  test("no @ie/…/node subpath outside its own", () => {
    const wrong = files.flatMap(([file, facts]) =>
      (facts?.imports ?? [])
        .filter((specifier) => /^@ie\/.*\/node$/.test(specifier))
        .map((specifier) => [file, specifier]),
    );
    expect(wrong).toEqual([]);
  });

  test("no global of Node alone or of a page alone", () => {
    const foreign = ["process", "Buffer", "global", "require", "module", "__dirname", "__filename", "setImmediate"];
    const page = ["window", "document", "localStorage", "navigator", "XMLHttpRequest"];
    const wrong = files.flatMap(([file, facts]) =>
      [...foreign, ...page].filter((name) => facts?.globals.has(name)).map((name) => [file, name]),
    );
    expect(wrong).toEqual([]);
  });

  test("no clock and no chance but the context's", () => {
    const hidden = [
      "Math.random",
      "Date.now",
      "new Date()",
      "performance.now",
      "crypto.randomUUID",
      "crypto.getRandomValues",
    ];
    const wrong = files.flatMap(([file, facts]) =>
      hidden.filter((name) => facts?.globals.has(name)).map((name) => `${file}: ${name}`),
    );
    expect(wrong.filter((use) => !timed.has(use))).toEqual([]);
  });
});
