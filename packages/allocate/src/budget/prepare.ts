import { largestSpends } from "./largest-spend.ts";
import { buildModel, type Model } from "./model.ts";
import type { BudgetChannel, BudgetOptions } from "./options.ts";
import { readChannels } from "./read-channels.ts";
import { readOptions, type Settings } from "./read-options.ts";

export interface Prepared {
  readonly model: Model;
  readonly settings: Settings;
  /** Positions of the channels as they were given, by position in the model. */
  readonly places: Int32Array;
}

/** Reads and checks everything; `stretch`: how many budgets the curves have to reach. */
export function prepare(
  channels: readonly BudgetChannel[],
  budget: number | null,
  options: BudgetOptions,
  stretch = 1,
): Prepared {
  const settings = readOptions(budget, options);
  const read = readChannels(channels, options);
  const largest = largestSpends(read, settings, options.groups ?? []).map((spend) => spend * stretch);
  const model = buildModel(read, options, largest);
  const given = new Map(channels.map(({ channel }, i) => [channel, i]));
  const places = Int32Array.from(read, ({ name }) => given.get(name)!); // names are unique
  return { model, settings, places };
}
