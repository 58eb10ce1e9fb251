import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, workspacePackages, type Manifest } from "../scripts/workspace.ts";

/** What a tool leaves behind, or a release writes. */
const passing = new Set(["dist", "node_modules", ".turbo", "CHANGELOG.md"]);

function withoutSource(exports: Manifest["exports"]): Manifest["exports"] {
  return Object.fromEntries(
    Object.entries(exports).map(([subpath, conditions]) => [
      subpath,
      Object.fromEntries(Object.entries(conditions).filter(([condition]) => condition !== "@ie/source")),
    ]),
  );
}

describe.each(workspacePackages().map((item) => [item.directory, item] as const))("%s", (directory, item) => {
  const { manifest, isApp, folder } = item;

  test("holds package.json, README.md, src and test, and nothing else", () => {
    const found = readdirSync(join(root, directory)).filter((name) => !passing.has(name));
    expect(found.filter((name) => !["package.json", "README.md", "src", "test"].includes(name))).toEqual([]);
    expect(found).toEqual(expect.arrayContaining(["package.json", "README.md", "src"]));
  });

  test("has the package.json of all packages", () => {
    expect(manifest).toMatchObject({
      name: `@ie/${folder}`,
      version: expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/) as string,
      license: "MIT",
      type: "module",
      files: ["dist"],
      engines: { node: ">=22.12" },
      repository: { type: "git", directory },
      publishConfig: { access: "public" },
    });
    if (!isApp) expect(manifest.sideEffects).toBe(false);
    for (const field of ["main", "module", "types", "private"]) expect(manifest).not.toHaveProperty(field);
  });

  test("says in one sentence what it is", () => {
    expect(manifest.description).toMatch(/^[A-Z][^.!?\n]{10,139}$/);
  });

  test("exports source, types and code of each subpath, in this order", () => {
    for (const [subpath, conditions] of Object.entries(manifest.exports)) {
      const name = (conditions["@ie/source"] ?? "").replace(/^\.\/src\/|\.ts$/g, "");
      expect([subpath, Object.entries(conditions)]).toEqual([
        subpath,
        [
          ["@ie/source", `./src/${name}.ts`],
          ["types", `./dist/${name}.d.ts`],
          ["default", `./dist/${name}.js`],
        ],
      ]);
      if (!isApp) expect(subpath).toBe(name === "index" ? "." : `./${name}`);
      expect(existsSync(join(root, directory, "src", `${name}.ts`))).toBe(true);
    }
  });

  test("publishes the same exports without the source", () => {
    expect(JSON.stringify(manifest.publishConfig.exports)).toBe(JSON.stringify(withoutSource(manifest.exports)));
  });

  test("takes its workspace neighbours and all versions from the workspace", () => {
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
    const ranges = Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    });
    const wrong = ranges.filter(([name, range]) =>
      name.startsWith("@ie/") ? range !== "workspace:^" : !range.startsWith("catalog:"),
    );
    expect(wrong).toEqual([]);
    // Users bring peers in a version of their own; the one tested with comes from the workspace.
    for (const [name, range] of Object.entries(peerDependencies ?? {})) {
      expect([name, range.startsWith("^"), devDependencies?.[name]]).toEqual([name, true, "catalog:"]);
    }
  });
});
