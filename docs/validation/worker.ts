import { parentPort } from "node:worker_threads";
import { designs } from "./designs.ts";
import type { Task } from "./pool.ts";
import { observeRuns } from "./study.ts";

const byId = new Map(designs.map((design) => [design.id, design]));

parentPort!.on("message", ({ id, seed, from, to }: Task) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(observeRuns(byId.get(id)!, seed, from, to)); // tasks name designs of the same list
});
