// After a build: packs every package as for the registry, and looks at what a stranger would get.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root, workspacePackages, type Manifest, type WorkspacePackage } from "./workspace.ts";

interface Ended {
  readonly failed: boolean;
  readonly output: string;
}

function run(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, output: `${stdout}${stderr}`.trim() });
    });
  });
}

function tool(name: string): string {
  return join(root, "node_modules/.bin", name);
}

const packages = workspacePackages();
const faults: string[] = [];

function expectRun(what: string, { failed, output }: Ended): void {
  if (failed) faults.push(`${what}\n${output}`);
}

/** One package as the registry would hand it out. */
interface Packed {
  readonly item: WorkspacePackage;
  readonly tarball: string;
  /** Where it is unpacked, as an installer would. */
  readonly folder: string;
  readonly manifest: Manifest;
}

async function pack(work: string): Promise<readonly Packed[]> {
  const filters = packages.flatMap(({ manifest }) => ["--filter", manifest.name]);
  const done = await run("pnpm", ["-r", ...filters, "pack", "--pack-destination", work], root);
  if (done.failed) throw new Error(`pnpm pack: ${done.output}`);
  const tarballs = await readdir(work);
  return Promise.all(
    packages.map(async (item) => {
      const name = `${item.manifest.name.replace("@", "").replace("/", "-")}-${item.manifest.version}.tgz`;
      if (!tarballs.includes(name)) throw new Error(`pnpm pack: no ${name} among ${tarballs.join(", ")}`);
      const tarball = join(work, name);
      const folder = join(work, "consumer/node_modules", item.manifest.name);
      await mkdir(folder, { recursive: true });
      const unpacked = await run("tar", ["-xzf", tarball, "--strip-components=1"], folder);
      if (unpacked.failed) throw new Error(`tar: ${unpacked.output}`);
      const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
      return { item, tarball, folder, manifest };
    }),
  );
}

async function checkManifest({ item, folder, manifest }: Packed): Promise<void> {
  const text = JSON.stringify(manifest);
  for (const left of ["@ie/source", "workspace:", "catalog:"]) {
    if (text.includes(`"${left}`)) faults.push(`${item.directory}: the packed package.json still holds ${left}`);
  }
  for (const conditions of Object.values(manifest.exports)) {
    for (const file of Object.values(conditions)) {
      if (!existsSync(join(folder, file))) faults.push(`${item.directory}: the tarball lacks ${file}; is it built?`);
    }
  }
  for (const file of ["README.md", "LICENSE"]) {
    if (!existsSync(join(folder, file))) faults.push(`${item.directory}: the tarball lacks ${file}`);
  }
}

async function checkShape({ item, tarball }: Packed): Promise<void> {
  const bytes = new Uint8Array(await readFile(tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true });
  for (const message of messages)
    faults.push(`${item.directory}: publint: ${formatMessage(message, pkg, { color: false })}`);
  if (item.isApp) return; // a program's types are nobody's business
  expectRun(
    `${item.directory}: attw`,
    await run(tool("attw"), [tarball, "--profile", "esm-only", "--format", "ascii", "--no-color"], root),
  );
}

/** The dependencies that the tarballs name, from where the workspace has them: no network, no second install. */
async function linkDependencies(packed: readonly Packed[], modules: string): Promise<void> {
  const wanted = new Map([["@types/node", join(root, "node_modules/@types/node")]]);
  for (const { item, manifest } of packed) {
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      if (!name.startsWith("@ie/")) wanted.set(name, join(root, item.directory, "node_modules", name));
    }
  }
  for (const [name, from] of wanted) {
    if (!existsSync(from)) continue; // an optional peer
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(await realpath(from), join(modules, name), "junction");
  }
}

/** Types and code of every subpath, as a strict NodeNext project sees them. */
async function checkConsumer(packed: readonly Packed[], consumer: string): Promise<void> {
  const specifiers = packed
    .filter(({ item }) => !item.isApp)
    .flatMap(({ manifest }) => Object.keys(manifest.exports).map((subpath) => manifest.name + subpath.slice(1)));
  await linkDependencies(packed, join(consumer, "node_modules"));
  const imports = specifiers.map((specifier, index) => `import * as m${index} from "${specifier}";`);
  const uses = `export const modules: readonly object[] = [${specifiers.map((_, index) => `m${index}`).join(", ")}];`;
  await writeFile(join(consumer, "index.ts"), [...imports, uses, ""].join("\n"));
  await writeFile(join(consumer, "package.json"), '{ "type": "module" }\n');
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    lib: ["es2023"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  await writeFile(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  expectRun("a NodeNext project with skipLibCheck false", await run(tool("tsc"), ["-p", "."], consumer));
  // `./testing` suites take the test framework as an argument, so every subpath loads alone.
  const load = `for (const name of ${JSON.stringify(specifiers)}) await import(name);`;
  await writeFile(join(consumer, "load.mjs"), load);
  expectRun("import of every subpath in Node", await run(process.execPath, ["load.mjs"], consumer));
}

async function twoAtOnce<T>(items: readonly T[], body: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await body(item);
  };
  await Promise.all([worker(), worker()]);
}

const work = await mkdtemp(join(tmpdir(), "ie-packages-"));
try {
  const packed = await pack(work);
  await Promise.all(packed.map(checkManifest));
  await checkConsumer(packed, join(work, "consumer"));
  await twoAtOnce(packed, checkShape);
} finally {
  await rm(work, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
console.log(`${packages.length} packages checked, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
