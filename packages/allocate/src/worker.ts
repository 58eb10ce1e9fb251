import { allocateResult, isImpactError, type Candidate, type Json } from "@ie/contracts";
import { allocate, type AllocateOptions } from "./allocate.ts";
import { frontier, type FrontierOptions, type FrontierPoint } from "./frontier.ts";

/** What a page posts to a worker that runs this module. */
export type WorkerRequest =
  | {
      readonly id: number;
      readonly kind: "allocate";
      readonly candidates: readonly Candidate[];
      readonly options: PostedOptions;
    }
  | {
      readonly id: number;
      readonly kind: "frontier";
      readonly candidates: readonly Candidate[];
      readonly options: PostedFrontier;
    };

type PostedOptions = Omit<AllocateOptions, "signal" | "clock">;
type PostedFrontier = Omit<FrontierOptions, "signal">;

/** What comes back: the allocate_result document, or the points of a frontier. */
export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly result: Json | readonly FrontierPoint[] }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string };

/** Answers one message; never throws. In a worker: `onmessage = async ({ data }) => postMessage(await answer(data))`. */
export async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  const { id, candidates } = request;
  try {
    const result =
      request.kind === "frontier"
        ? await frontier(candidates, request.options)
        : allocateResult.format(await allocate(candidates, request.options));
    return { id, ok: true, result };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, ok: false, code: isImpactError(error) ? error.code : "bug/unexpected", message };
  }
}
