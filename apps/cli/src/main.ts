#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { runCli } from "./program.ts";

// The same place from src and from dist.
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const controller = new AbortController();
process.once("SIGINT", () => {
  process.stderr.write("stopping after the work in hand; press again to stop at once\n");
  controller.abort();
  process.once("SIGINT", () => process.exit(130));
});

// A reader that has seen enough, such as `head`, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: (output) => process.stdout.write(output),
  stderr: (output) => process.stderr.write(output),
  stdin: () => text(process.stdin),
  signal: controller.signal,
  version,
});
