import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly type: string;
  readonly sideEffects?: boolean;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly repository: { readonly directory: string };
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly publishConfig: { readonly access: string; readonly exports: Manifest["exports"] };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** From the repository's folder, such as "packages/stats". */
  readonly directory: string;
  readonly folder: string;
  readonly isApp: boolean;
  readonly manifest: Manifest;
}

/** Every package and app that has a package.json. */
export function workspacePackages(): readonly WorkspacePackage[] {
  return ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent))
      .toSorted()
      .filter((folder) => existsSync(join(root, parent, folder, "package.json")))
      .map((folder) => {
        const directory = `${parent}/${folder}`;
        const manifest = JSON.parse(readFileSync(join(root, directory, "package.json"), "utf8")) as Manifest;
        return { directory, folder, isApp: parent === "apps", manifest };
      }),
  );
}

const skipped = new Set(["node_modules", "dist", ".turbo", "fixtures"]);

/** Files below `directory` whose name ends in `suffix`, as paths from the repository's folder; none where it does not exist. */
export function filesBelow(directory: string, suffix: string): readonly string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory))
    .toSorted()
    .flatMap((name) => {
      const path = `${directory}/${name}`;
      if (statSync(join(root, path)).isDirectory()) return skipped.has(name) ? [] : filesBelow(path, suffix);
      return name.endsWith(suffix) ? [path] : [];
    });
}
