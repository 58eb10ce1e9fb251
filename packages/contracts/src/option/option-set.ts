import { camelCase, type CamelKeys } from "./camel-case.ts";
import { groupOption, type OptionShape, type ShapeOutput } from "./collections.ts";
import { mappedOption } from "./modifiers.ts";
import type { Option } from "./option.ts";

/**
 * The options of a plug-in without a library behind them, light enough for bundles: snake_case keys as configurations write them, camelCase
 * as programs read them. Of another key, the fault is what `unknown`
 * says, or names the nearest option.
 */
export function optionSet<const S extends OptionShape>(
  shape: S,
  unknown?: (key: string) => string | null,
): Option<CamelKeys<ShapeOutput<S>>> {
  return mappedOption(
    groupOption(shape, unknown),
    (given) =>
      Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value])) as CamelKeys<
        ShapeOutput<S>
      >, // entries keep no static keys
  );
}
