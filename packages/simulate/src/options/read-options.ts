import { addDays } from "@ie/table";
import { enrichments as builtIn, type Enrichments } from "../enrichments/enrichments.ts";
import { isEntries, respell, snakeCase } from "./key-spelling.ts";
import type { EnrichmentChoice, SimulateOptions } from "./options.ts";
import { flattenOriginal, type Fault } from "./original-keys.ts";
import { enrichmentParams, parseShape, type GivenOptions } from "./schema.ts";

export type ReadOptions = { readonly options: SimulateOptions } | { readonly faults: readonly Fault[] };

/** `T` with every key left out or given, as a program writes it. */
export type Loose<T> = T extends readonly (infer E)[]
  ? readonly Loose<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Loose<T[K]> }
    : T;

/** Options as a program or a configuration writes them; keys in camelCase, snake_case or upper case. */
export type SimulateInput = Omit<Loose<SimulateOptions>, "enrichment" | "assignment"> & {
  readonly assignment?: SimulateOptions["assignment"] | "randomised" | "by_market" | "confounded";
  readonly enrichment?: { readonly function: string; readonly params: Readonly<Record<string, unknown>> } | null;
};

const defaultStart = "2024-01-01";
const defaultDays = 90;

/** First and last day; what is left out is 2024-01-01 and 90 days. */
export function dayRange({ dateStart, dateEnd }: Pick<SimulateOptions, "dateStart" | "dateEnd">): {
  readonly first: string;
  readonly last: string;
} {
  const first = dateStart ?? (dateEnd !== null && dateEnd < defaultStart ? dateEnd : defaultStart);
  return { first, last: dateEnd ?? addDays(first, defaultDays - 1) };
}

function choiceOf(
  { function: name, params }: NonNullable<GivenOptions["enrichment"]>,
  known: Enrichments,
): EnrichmentChoice {
  return {
    function: name,
    effectSize: params.effect_size ?? params.quality_boost ?? 0,
    rampDays: params.ramp_days ?? known[name]?.rampDays ?? 0,
    fraction: params.enrichment_fraction,
    start: params.enrichment_start,
    seed: params.seed,
    params: Object.fromEntries(Object.entries(params).filter(([key]) => !enrichmentParams.includes(key))),
  };
}

/** Of an enrichment as it was given, since its name decides what its parameters are. */
function enrichmentFaults(given: unknown, known: Enrichments): Fault[] {
  if (!isEntries(given) || typeof given["function"] !== "string") return [];
  const name = given["function"];
  if (!Object.hasOwn(known, name)) {
    const message = `unknown enrichment "${name}"; there is ${Object.keys(known).join(", ")}`;
    return [{ path: ["enrichment", "function"], message }];
  }
  const params = isEntries(given["params"]) ? given["params"] : {};
  const path = ["enrichment", "params"];
  const isBuiltIn = Object.hasOwn(builtIn, name) && builtIn[name] === known[name];
  const faults = Object.keys(params).flatMap((key): Fault[] =>
    !isBuiltIn || enrichmentParams.includes(key)
      ? []
      : [{ path: [...path, key], message: `unknown option "${key}"; there is ${enrichmentParams.join(", ")}` }],
  );
  const isSized = params["effect_size"] !== undefined || params["quality_boost"] !== undefined;
  if (!isSized && known[name]!.needsSize !== false) {
    faults.push({ path, message: "has no size; give effect_size or quality_boost" });
  }
  return faults;
}

function crossFaults(given: GivenOptions): Fault[] {
  const faults: Fault[] = [];
  const tell = (key: string, message: string): void => void faults.push({ path: [key], message });
  const { first, last } = dayRange({ dateStart: given.dateStart, dateEnd: given.dateEnd });
  if (first > last) tell("date_end", `is ${last}, before date_start ${first}`);
  if (given.commonShare + given.marketShare > 1) tell("market_share", "and common_share are more than 1 together");
  if (given.assignment.kind === "cutoff" && (given.enrichment?.params.enrichment_fraction ?? 1) !== 1) {
    tell("enrichment", "has an enrichment_fraction, which assignment cutoff decides; leave it out");
  }
  if (given.mode === "rule" && given.trainingDataPath !== null) {
    tell("training_data_path", "is used by mode synthesizer alone; set mode, or leave the path out");
  }
  return faults;
}

/** The options of a value, or all its faults. Enrichments of the user's own come as a map. */
export function readOptions(value: unknown, known: Enrichments = builtIn): ReadOptions {
  const faults: Fault[] = [];
  const spelt = respell(value, snakeCase);
  const flat = isEntries(spelt) ? flattenOriginal(spelt, (fault) => faults.push(fault)) : spelt;
  if (isEntries(flat)) faults.push(...enrichmentFaults(flat["enrichment"], known));
  const parsed = parseShape(flat);
  if ("faults" in parsed) return { faults: [...faults, ...parsed.faults] };
  const { given } = parsed;
  faults.push(...crossFaults(given));
  if (faults.length > 0) return { faults };
  return { options: { ...given, enrichment: given.enrichment === null ? null : choiceOf(given.enrichment, known) } };
}

/** As {@link readOptions}; RangeError with all faults. */
export function requireOptions(who: string, value: unknown, known: Enrichments = builtIn): SimulateOptions {
  const read = readOptions(value, known);
  if ("options" in read) return read.options;
  const list = read.faults.map(({ path, message }) => `${path.length === 0 ? "" : `${path.join(".")}: `}${message}`);
  throw new RangeError(`${who}: ${list.join("; ")}`);
}
