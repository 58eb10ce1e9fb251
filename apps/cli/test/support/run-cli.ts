import { runCli } from "../../src/program.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export async function ie(
  args: readonly string[],
  stdin = "",
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const code = await runCli(args, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    stdin: () => Promise.resolve(stdin),
    signal,
    version: "0.0.0-test",
  });
  return { code, stdout, stderr };
}
