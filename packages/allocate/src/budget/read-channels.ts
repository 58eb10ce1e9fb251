import { formatValue } from "@ie/contracts";
import { compareIds } from "../compare-ids.ts";
import { buildCurve, type BuiltCurve } from "./build-curve.ts";
import { infeasible, invalid } from "./fault.ts";
import type { Amount, BudgetChannel, BudgetOptions } from "./options.ts";

/** A channel with its limits in money. */
export interface Channel {
  readonly name: string;
  readonly built: BuiltCurve;
  readonly current: number | null;
  readonly lo: number;
  /** Infinity where nothing limits it. */
  readonly hi: number;
  /** Least effective spend, or 0. Above it 0 is allowed beside [lo, hi]. */
  readonly least: number;
  readonly fixed: boolean;
  /** Whether lo and hi are limits that someone set. */
  readonly limited: { readonly lo: boolean; readonly hi: boolean };
  readonly observedMax: number | null;
}

const isAmount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

function optionalAmount(where: string, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (!isAmount(value)) throw invalid(`${where} is ${formatValue(value)}`, "give an amount of 0 or more");
  return value;
}

function amountOf(where: string, value: Amount | undefined, current: number | null): number | null {
  if (typeof value !== "object" || value === null) return optionalAmount(where, value);
  const share = optionalAmount(`${where}: ofCurrent`, value.ofCurrent);
  if (share === null) throw invalid(`${where} is ${formatValue(value)}`, "give an amount, or { ofCurrent: a share }");
  if (current === null) throw invalid(`${where} is a share of the current spend, which is not given`, "give current");
  return share * current;
}

function readChannel(input: BudgetChannel, maxChange: number | null): Channel {
  const name: unknown = (input as BudgetChannel | null)?.channel;
  if (typeof name !== "string" || name === "")
    throw invalid(`a channel has the name ${formatValue(name)}`, "give a text");
  const who = `channel ${formatValue(name)}`;
  const built = buildCurve(name, input.curve);
  const current = optionalAmount(`${who}: current`, input.current);
  const observedMax = optionalAmount(`${who}: observedMax`, input.observedMax);
  const least = optionalAmount(`${who}: minEffective`, input.minEffective) ?? 0;
  if (
    maxChange !== null &&
    current === null &&
    input.min === undefined &&
    input.max === undefined &&
    input.fixed === undefined
  )
    throw invalid(`${who} has no current spend for maxChange to start from`, "give current, or min and max");
  const min = amountOf(`${who}: min`, input.min, current);
  const max = amountOf(`${who}: max`, input.max, current);
  const around = maxChange === null || current === null ? null : maxChange * current;
  let lo = min ?? (around === null ? 0 : Math.max(0, current! - around));
  let hi = max ?? (around === null ? Infinity : current! + around);
  const limited = { lo: min !== null || around !== null, hi: max !== null || around !== null };
  const fixed = input.fixed !== undefined && input.fixed !== false;
  if (fixed) {
    const kept = input.fixed === true ? current : optionalAmount(`${who}: fixed`, input.fixed);
    if (kept === null)
      throw invalid(`${who} is fixed at its current spend, which is not given`, "give current, or the amount");
    if (kept < (min ?? 0) || kept > (max ?? Infinity))
      throw infeasible(
        `${who}: the fixed spend ${kept} is ${kept < (min ?? 0) ? `below min ${min}` : `above max ${max}`}`,
        "change one of them",
        { channels: [name] },
      );
    lo = hi = kept;
  }
  const { curve } = input;
  if (curve.type === "sampled" || curve.type === "function") {
    const first = curve.type === "sampled" ? Number(curve.spend[0]) : 0;
    const last = curve.type === "sampled" ? Number(curve.spend[curve.spend.length - 1]) : curve.upTo;
    if (lo > last || hi < first)
      throw infeasible(
        `${who} must spend between ${lo} and ${hi}, and its curve reaches from ${first} to ${last}`,
        "change the limits or the curve",
        { channels: [name] },
      );
    lo = Math.max(lo, first);
    hi = Math.min(hi, last);
  }
  if (lo > hi) throw infeasible(`${who}: min ${lo} is above max ${hi}`, "change one of them", { channels: [name] });
  const semicontinuous = !fixed && least > lo;
  if (semicontinuous && lo > 0) lo = Math.min(least, hi);
  if (least > hi && (lo > 0 || max !== null))
    throw infeasible(
      `${who}: minEffective ${least} is above ${fixed ? "the fixed spend" : "max"} ${hi}`,
      "change one of them",
      { channels: [name] },
    );
  if (semicontinuous && least > hi)
    return { name, built, current, lo: 0, hi: 0, least: 0, fixed, limited, observedMax };
  return {
    name,
    built,
    current,
    lo: semicontinuous ? least : lo,
    hi,
    least: semicontinuous && lo === 0 ? least : 0,
    fixed,
    limited,
    observedMax,
  };
}

/** The channels in the order of their names. Throws `config/invalid` or `solve/infeasible`. */
export function readChannels(inputs: readonly BudgetChannel[], { maxChange }: BudgetOptions): readonly Channel[] {
  if (!Array.isArray(inputs) || inputs.length === 0) throw invalid("there are no channels", "give one at least");
  const change = optionalAmount("maxChange", maxChange);
  const channels = inputs.map((input) => readChannel(input, change)).toSorted((a, b) => compareIds(a.name, b.name));
  let draws: Channel | null = null;
  channels.forEach((channel, i) => {
    if (i > 0 && channels[i - 1]!.name === channel.name)
      throw invalid(`two channels are named ${formatValue(channel.name)}`, "give each one name");
    const { length } = channel.built.draws ?? [];
    if (length === 0) return;
    draws ??= channel;
    const others = draws.built.draws!.length;
    if (others !== length)
      throw invalid(
        `channel ${formatValue(channel.name)} has ${length} draws and ${formatValue(draws.name)} ${others}`,
        "give all the same joint draws",
      );
  });
  return channels;
}
