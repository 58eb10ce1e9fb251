/** A linear Gaussian structural model (Harvey 1989): y_t = level_t + Σ seasons + x_t'β + irregular_t. */
export interface StructuralModel {
  /**
   * "local_level": a random walk; "local_linear_trend": a random walk whose drift is a random walk; "smooth_trend": the same without a
   * disturbance of the level.
   */
  readonly level: "local_level" | "local_linear_trend" | "smooth_trend";
  readonly seasons: readonly StructuralSeason[];
}

/** Each with one variance for all its disturbances. */
export type StructuralSeason =
  | {
      /** Effects that sum to zero over a cycle but for a disturbance; `period` is a whole number from 2 on. */
      readonly form: "dummy";
      readonly period: number;
    }
  | {
      /** Cycles of frequency j / period, j = 1, …, `harmonics` (default and most: half the period, rounded down); `period` may be a fraction. */
      readonly form: "trigonometric";
      readonly period: number;
      readonly harmonics?: number;
    };

/** In squared units of y. */
export interface StructuralVariances {
  readonly irregular: number;
  /** 0 in a smooth trend. */
  readonly level: number;
  /** Null without a slope. */
  readonly slope: number | null;
  /** One per season. */
  readonly seasons: readonly number[];
}

/** Consecutive states that move by themselves; a state enters y with the weight of `StateForm.loading`. */
export type Block =
  | { readonly kind: "level" | "trend" | "dummy"; readonly at: number; readonly size: number }
  | {
      readonly kind: "cycle";
      readonly at: number;
      readonly size: number;
      readonly cos: number;
      readonly sin: number;
    };

/** α' = T α + η, y = Z α + ε with T block diagonal. */
export interface StateForm {
  readonly size: number;
  readonly blocks: readonly Block[];
  /** Z: zeros and ones. */
  readonly loading: Float64Array;
  /** Per state the position of its disturbance's variance among the parameters, -1 where it has none; 0 is the irregular's. */
  readonly parameter: Int32Array;
  /** Irregular, then level and slope as far as they are there, then seasons. */
  readonly parameterCount: number;
  /** First state of each season, then the number of states. */
  readonly seasonStarts: readonly number[];
}

export function stateFormOf(model: StructuralModel, who: string): StateForm {
  const blocks: Block[] = [];
  const parameter: number[] = [];
  const loading: number[] = [];
  let parameterCount = 1;
  const trend = model.level !== "local_level";
  blocks.push({ kind: trend ? "trend" : "level", at: 0, size: trend ? 2 : 1 });
  loading.push(1);
  parameter.push(model.level === "smooth_trend" ? -1 : parameterCount++);
  if (trend) {
    loading.push(0);
    parameter.push(parameterCount++);
  }
  const seasonStarts: number[] = [];
  for (const season of model.seasons) {
    seasonStarts.push(parameter.length);
    const own = parameterCount++;
    for (const block of seasonBlocks(season, parameter.length, who)) {
      blocks.push(block);
      for (let i = 0; i < block.size; i++) {
        loading.push(i === 0 ? 1 : 0);
        parameter.push(block.kind === "dummy" && i > 0 ? -1 : own);
      }
    }
  }
  seasonStarts.push(parameter.length);
  return {
    size: parameter.length,
    blocks,
    loading: Float64Array.from(loading),
    parameter: Int32Array.from(parameter),
    parameterCount,
    seasonStarts,
  };
}

function seasonBlocks(season: StructuralSeason, at: number, who: string): Block[] {
  const { period } = season;
  if (season.form === "dummy") {
    if (!Number.isSafeInteger(period) || period < 2)
      throw new RangeError(`${who}: a season of dummies needs a whole period from 2 on; got ${period}`);
    return [{ kind: "dummy", at, size: period - 1 }];
  }
  if (!(period >= 2 && period < Infinity))
    throw new RangeError(`${who}: a season needs a period of at least 2; got ${period}`);
  const most = Math.floor(period / 2);
  const harmonics = season.harmonics ?? most;
  if (!Number.isSafeInteger(harmonics) || harmonics < 1 || harmonics > most)
    throw new RangeError(`${who}: harmonics must be a whole number from 1 to ${most}; got ${harmonics}`);
  const blocks: Block[] = [];
  let next = at;
  for (let j = 1; j <= harmonics; j++) {
    // At half the period the sine is zero throughout.
    const size = 2 * j === period ? 1 : 2;
    const angle = (2 * Math.PI * j) / period;
    blocks.push({
      kind: "cycle",
      at: next,
      size,
      cos: size === 1 ? -1 : Math.cos(angle),
      sin: size === 1 ? 0 : Math.sin(angle),
    });
    next += size;
  }
  return blocks;
}

/** Variances as the filter takes them: irregular, level, slope, seasons. */
export function parametersOf(variances: StructuralVariances, model: StructuralModel): Float64Array {
  const parameters = [variances.irregular];
  if (model.level !== "smooth_trend") parameters.push(variances.level);
  if (model.level !== "local_level") parameters.push(variances.slope ?? NaN);
  return Float64Array.from([...parameters, ...variances.seasons]);
}

/** {@link parametersOf} variances that a user gave. */
export function checkedParameters(variances: StructuralVariances, model: StructuralModel, who: string): Float64Array {
  const parameters = parametersOf(variances, model);
  const count = stateFormOf(model, who).parameterCount;
  if (parameters.length !== count || !parameters.every((v) => v >= 0 && v < Infinity))
    throw new RangeError(`${who}: the model needs ${count} finite variances from 0 on; got ${parameters.join(", ")}`);
  return parameters;
}

/** The inverse of {@link parametersOf}, times `unit`. */
export function variancesOf(parameters: Float64Array, model: StructuralModel, unit: number): StructuralVariances {
  let at = 0;
  const next = (): number => unit * parameters[at++]!;
  return {
    irregular: next(),
    level: model.level === "smooth_trend" ? 0 : next(),
    slope: model.level === "local_level" ? null : next(),
    seasons: model.seasons.map(next),
  };
}
