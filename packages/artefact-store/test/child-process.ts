import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const driverUrl = new URL("../src/file-driver.ts", import.meta.url).href;

/** Another process that runs `script` with `driver` (files below `root`) and `print` in scope; `shell` comes before it. */
export function startChild(root: string, script: string, shell = ":"): ChildProcess {
  const program = `
    import { fileDriver } from ${JSON.stringify(driverUrl)};
    import { writeSync } from "node:fs";
    const driver = fileDriver(${JSON.stringify(root)}, { durability: "fast" });
    const print = (line) => writeSync(1, line + "\\n");
    ${script}`;
  const command = `${shell}; exec "$0" --conditions=@ie/source --input-type=module -e "$1"`;
  return spawn("sh", ["-c", command, process.execPath, program], { stdio: ["ignore", "pipe", "inherit"] });
}

/** What such a process prints until it ends. */
export async function runChild(root: string, script: string, shell?: string): Promise<string> {
  const child = startChild(root, script, shell);
  const [printed] = await Promise.all([text(child.stdout!), once(child, "exit")]); // stdout is a pipe
  return printed.trim();
}
