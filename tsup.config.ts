import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

// Run from a package's folder: each `@ie/source` entry of its exports is one bundle.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  exports: Record<string, { "@ie/source": string }>;
};

const config: ReturnType<typeof defineConfig> = defineConfig({
  entry: Object.values(manifest.exports).map((entry) => entry["@ie/source"]),
  format: "esm",
  target: "es2023",
  platform: "neutral",
  dts: false,
  sourcemap: true,
  clean: true,
  treeshake: true,
  removeNodeProtocol: false,
  external: [/^node:/],
});

export default config;
