import { encodeJson, isImpactError } from "@ie/contracts";
import { exitCodeOf, isInterruption, type ExitCode } from "./exit-code.ts";
import { UsageError, type Io } from "./io.ts";

/** Says what went wrong on stderr, and as one document on stdout under `--json`; gives the exit code. */
export function reportError(error: unknown, io: Io, json: boolean): ExitCode {
  const exitCode = exitCodeOf(error);
  const code = isImpactError(error)
    ? error.code
    : error instanceof UsageError
      ? "usage"
      : isInterruption(error)
        ? "run/interrupted"
        : "bug";
  const message = error instanceof Error ? error.message : String(error);
  io.stderr(`error ${code}\n${message}\n`);
  if (exitCode === 70)
    io.stderr(`${error instanceof Error ? error.stack : ""}\nthis is a fault of ie itself; please report it\n`);
  if (json) io.stdout(encodeJson({ schema_version: "1.0", error: { code, message, exit_code: exitCode } }));
  return exitCode;
}
