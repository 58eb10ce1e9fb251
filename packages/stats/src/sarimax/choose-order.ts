import type { Matrix } from "../linear-algebra/matrix.ts";
import { candidateOrders, neighbours, startingOrders, type ArmaOrders } from "./candidate-orders.ts";
import { chooseDifferencing, type DifferencingChoice } from "./choose-differencing.ts";
import { fitSarimax, type SarimaxFit } from "./fit.ts";
import type { SarimaxOrder } from "./model.ts";
import { negated, rootsExceed } from "./polynomials.ts";

export interface OrderSearchOptions {
  /** Largest p, d and q; default [3, 2, 3]. */
  readonly maxOrder?: readonly [p: number, d: number, q: number];
  /** Largest P, D and Q when there is a season; default [1, 1, 1]. */
  readonly maxSeasonalOrder?: readonly [P: number, D: number, Q: number];
  /** Observations per season; default 0, no seasonal terms. */
  readonly season?: number;
  /** Whether every model has a constant. Default: with d + D = 0 yes, with 1 both ways are tried, beyond that no. */
  readonly constant?: boolean;
  /** Default "aicc". */
  readonly criterion?: "aicc" | "bic";
  /** [d, D] fixed beforehand, or "auto" (default) by tests. */
  readonly differencing?: "auto" | readonly [d: number, D: number];
  /** Every order ("grid") or steps to better neighbours ("stepwise"); default the grid up to 64 models. */
  readonly search?: "grid" | "stepwise";
  /** Aborts between models and iterations by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface RankedOrder {
  readonly model: SarimaxOrder;
  readonly aicc: number;
  readonly bic: number;
  /** exp(−Δ/2) over the ranked models (Burnham and Anderson 2002, section 2.9), with Δ in the criterion; sums to 1. */
  readonly weight: number;
  readonly fit: SarimaxFit;
}

export interface OrderChoice {
  /** Best first: models of one differencing and the same regressors, which alone compare by likelihood. May be empty. */
  readonly ranked: readonly RankedOrder[];
  /** Models without a usable fit. */
  readonly failed: readonly { readonly model: SarimaxOrder; readonly reason: string }[];
  readonly differencing: DifferencingChoice;
}

/** Models that the grid may hold before the search goes by steps. */
const GRID = 64;
/** Roots closer to the unit circle than this are those of a model differenced once too little or too often. */
const LEAST_ROOT = 1.01;

/**
 * Orders of a regression with seasonal ARIMA errors by information criterion, after Hyndman and Khandakar (2008): differences
 * are set first, by tests on the residuals of y from the regressors, then p, q, P, Q and the constant by exact maximum
 * likelihood. Models with a root within 1 % of the unit circle, without convergence or with parameters that are not
 * identified are ranked out, with the reason. `y` and `regressors` as for fitSarimax. RangeError for impossible orders.
 */
export function chooseOrder(y: Float64Array, regressors: Matrix | null, options: OrderSearchOptions = {}): OrderChoice {
  const { maxOrder = [3, 2, 3], criterion = "aicc", signal, season = 0 } = options;
  const maxSeasonalOrder = season >= 2 ? (options.maxSeasonalOrder ?? [1, 1, 1]) : ([0, 0, 0] as const);
  for (const v of [...maxOrder, ...maxSeasonalOrder, season])
    if (!Number.isSafeInteger(v) || v < 0)
      throw new RangeError(
        `chooseOrder: orders must be non-negative integers; got ${[...maxOrder, ...maxSeasonalOrder, season].join(", ")}`,
      );
  const differencing = chooseDifferencing(y, regressors, {
    season,
    most: [maxOrder[1], maxSeasonalOrder[1]],
    fixed: options.differencing === "auto" ? undefined : options.differencing,
  });
  const { d, D } = differencing;
  const limits = { p: maxOrder[0], q: maxOrder[2], P: maxSeasonalOrder[0], Q: maxSeasonalOrder[2] };
  const constants = options.constant === undefined ? (d + D === 1 ? [true, false] : [d + D === 0]) : [options.constant];

  const ranked: { model: SarimaxOrder; fit: SarimaxFit }[] = [];
  const failed: { model: SarimaxOrder; reason: string }[] = [];
  const values = new Map<string, number>();
  const evaluate = (orders: ArmaOrders): number => {
    const key = Object.values(orders).join();
    const known = values.get(key);
    if (known !== undefined) return known;
    signal?.throwIfAborted();
    const { p, q, P, Q, constant } = orders;
    const model: SarimaxOrder = { order: [p, d, q], seasonalOrder: [P, D, Q, season], constant };
    const fit = fitSarimax(y, regressors, model, signal === undefined ? {} : { signal });
    const reason = objection(fit, criterion);
    if (reason === null) ranked.push({ model, fit });
    else failed.push({ model, reason });
    const value = reason === null ? fit[criterion] : Infinity;
    values.set(key, value);
    return value;
  };

  const all = candidateOrders(limits, constants);
  if ((options.search ?? (all.length <= GRID ? "grid" : "stepwise")) === "grid") all.forEach(evaluate);
  else {
    let best: ArmaOrders | null = null;
    let least = Infinity;
    let pending: readonly ArmaOrders[] = startingOrders(limits, constants);
    while (pending.length > 0) {
      let improved = false;
      for (const orders of pending) {
        const value = evaluate(orders);
        if (!(value < least)) continue;
        least = value;
        best = orders;
        improved = true;
      }
      pending = improved && best !== null ? neighbours(best, limits, constants) : [];
    }
  }

  ranked.sort((a, b) => a.fit[criterion] - b.fit[criterion]);
  const likelihoods = ranked.map(({ fit }) => Math.exp((ranked[0]!.fit[criterion] - fit[criterion]) / 2));
  const total = likelihoods.reduce((sum, value) => sum + value, 0);
  return {
    ranked: ranked.map(({ model, fit }, i) => ({
      model,
      aicc: fit.aicc,
      bic: fit.bic,
      weight: likelihoods[i]! / total,
      fit,
    })),
    failed,
    differencing,
  };
}

/** Why a fit cannot be ranked, or null. */
function objection(fit: SarimaxFit, criterion: "aicc" | "bic"): string | null {
  if (fit.status !== "ok") return fit.status;
  if (!Number.isFinite(fit[criterion])) return "too-few-observations";
  if (!(rootsExceed(fit.ar, LEAST_ROOT) && rootsExceed(fit.seasonalAr, LEAST_ROOT))) return "autoregressive unit root";
  if (!(rootsExceed(negated(fit.ma), LEAST_ROOT) && rootsExceed(negated(fit.seasonalMa), LEAST_ROOT)))
    return "moving-average unit root";
  if (fit.singularInformation) return "parameters not identified";
  return null;
}
