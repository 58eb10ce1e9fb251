import { encodeJson, runResult, sha256 } from "@ie/contracts";
import { writeJob } from "@ie/artefact-store";
import { formatRun, run, type RunEvent } from "@ie/orchestrator";
import { mockStages } from "@ie/orchestrator/mocks";
import { createRng } from "@ie/stats";
import type { ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { logTo } from "../log.ts";
import { openPlan } from "../open-plan.ts";
import { openStore } from "../open-store.ts";
import { builtInStages } from "../stages.ts";

export interface RunFlags {
  readonly config: string;
  readonly store?: string;
  readonly tenant: string;
  readonly dataRoot: string;
  readonly json: boolean;
}

function progressTo(io: Io): (event: RunEvent) => void {
  return (event) => {
    if (event.kind === "stage-started") io.stderr(`  [${event.index}/${event.total}] ${event.title}...\n`);
    if (event.kind === "stage-finished" && event.stage === "allocate") {
      io.stderr(
        `       Selected ${event.initiativeIds.length} initiative${event.initiativeIds.length === 1 ? "" : "s"}\n`,
      );
    }
    if (event.kind === "initiative-failed")
      io.stderr(`       ${event.initiativeId} failed (${event.code}): ${event.message}\n`);
  };
}

/** `ie run`: the whole loop. Exit code 1 where an initiative failed. */
export async function runCommand(flags: RunFlags, io: Io): Promise<ExitCode> {
  const plan = await openPlan(flags.config, flags.dataRoot);
  const storeUrl = flags.store ?? plan.storageUrl;
  const store = storeUrl === null ? null : openStore(storeUrl, flags.tenant);
  io.stderr(
    `Running pipeline with ${plan.initiatives.length} initiative${plan.initiatives.length === 1 ? "" : "s"}...\n`,
  );
  const context = { rng: createRng(plan.seed), log: logTo(io), signal: io.signal };
  const result = await run(plan, plan.mock ? mockStages : builtInStages(plan.seed, io.version), {
    context,
    onEvent: progressTo(io),
  });
  const document = encodeJson(runResult.format(result));
  const text = formatRun(result, plan);
  io.stdout(flags.json ? document : text);
  if (store !== null) {
    const { url } = await writeJob(store, {
      jobId: `run-${(await sha256(document)).slice(0, 16)}`,
      files: [
        { name: "run_result.json", mediaType: "application/json", text: document },
        { name: "report.txt", mediaType: "text/plain", text },
      ],
      producer: "ie-run",
      createdAt: null,
    });
    io.stderr(`Results are in ${url}\n`);
  }
  return result.failures.length > 0 ? 1 : 0;
}
