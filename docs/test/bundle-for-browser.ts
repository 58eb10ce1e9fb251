import { gzipSync } from "node:zlib";
import { build, type Format } from "esbuild";
import { root } from "../scripts/workspace.ts";

/** One module of `code` for a browser, from source, minified. */
export async function bundleForBrowser(code: string, format: Format = "esm"): Promise<{ text: string; gzip: number }> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: `${root}/docs`, loader: "ts" },
    bundle: true,
    minify: true,
    format,
    globalName: "bundle",
    platform: "browser",
    conditions: ["@ie/source"],
    write: false,
    logLevel: "silent",
  });
  const text = outputFiles[0]!.text;
  return { text, gzip: gzipSync(text, { level: 9 }).length };
}
