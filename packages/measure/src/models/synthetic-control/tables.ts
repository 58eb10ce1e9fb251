import type { Table } from "@ie/contracts";
import type { LeftOutDonor, PlaceboTest, SyntheticFit } from "@ie/stats";
import type { PeriodEffects, Task } from "./answer.ts";
import type { FakeTreatment } from "./checks/placebo.ts";
import type { NamedPredictors } from "./predictors.ts";
import type { Study } from "./study.ts";

export function periodNames({ panel, periods }: Study): string[] {
  return periods.map((t) => panel.periods[t]!);
}

export function weightsTable({ donors }: Study, { weights }: SyntheticFit): Table {
  const order = [...donors.keys()].toSorted((a, b) => weights[b]! - weights[a]! || a - b);
  return { unit: order.map((j) => donors[j]!), weight: Float64Array.from(order, (j) => weights[j]!) };
}

function fromTreatment(n: number, preperiods: number, values: Float64Array | null | undefined): Float64Array {
  return Float64Array.from({ length: n }, (_, t) => (t < preperiods ? NaN : (values?.[t - preperiods] ?? NaN)));
}

export function gapsTable(study: Study, { fit, synthetic }: Task, periods: PeriodEffects | null): Table {
  const n = fit.gaps.length;
  const column = (values: Float64Array | null | undefined): Float64Array =>
    fromTreatment(n, synthetic.preperiods, values);
  return {
    period: periodNames(study),
    treated: fit.treated,
    synthetic: fit.synthetic,
    gap: fit.gaps,
    lower: column(periods?.lower),
    upper: column(periods?.upper),
    band_lower: column(periods?.band?.lower),
    band_upper: column(periods?.band?.upper),
    p_value: column(periods?.pValues),
  };
}

/** The treated and the placebos by the ratio of their mean squared gaps, largest first; several treated have sets of donors as placebos. */
export function placebosTable({ donors, treated }: Study, { fit, placebos, ratio }: PlaceboTest): Table {
  const single = treated.length === 1;
  const rows = [
    {
      unit: single ? treated[0]! : "treated",
      role: "treated",
      effect: fit.effect,
      mspe: fit.preMspe,
      ratio: ratio.value,
    },
    ...Array.from(placebos.effects, (effect, j) => ({
      unit: single ? donors[j]! : `set ${j + 1}`,
      role: single ? "donor" : "donors",
      effect,
      mspe: placebos.preRmspe[j]! ** 2,
      ratio: placebos.ratios[j]!,
    })),
  ].toSorted((a, b) => b.ratio - a.ratio);
  return {
    unit: rows.map(({ unit }) => unit),
    role: rows.map(({ role }) => role),
    effect: Float64Array.from(rows, ({ effect }) => effect),
    pre_rmspe: Float64Array.from(rows, ({ mspe }) => Math.sqrt(mspe)),
    mspe_ratio: Float64Array.from(rows, (each) => (Number.isFinite(each.ratio) ? each.ratio : NaN)),
  };
}

/** Most rows of the table of the placebos' gaps. */
const mostGaps = 20_000;

/** Gaps of all placebos, for a figure; absent where they are very many. */
export function placeboGapsTable(study: Study, { placebos }: PlaceboTest): Readonly<Record<string, Table>> {
  const names = periodNames(study);
  if (placebos.gaps.data.length > mostGaps || study.treated.length > 1) return {};
  return {
    placebo_gaps: {
      unit: study.donors.flatMap((unit) => names.map(() => unit)),
      period: study.donors.flatMap(() => names),
      gap: placebos.gaps.data,
    },
  };
}

export function leaveOneOutTable(study: Study, fit: SyntheticFit, left: readonly LeftOutDonor[]): Table {
  const place = new Map(Array.from(fit.donors, (column, j) => [column, j]));
  return {
    unit: left.map(({ donor }) => study.donors[place.get(donor)!]!),
    weight: Float64Array.from(left, ({ weight }) => weight),
    effect: Float64Array.from(left, ({ effect }) => effect),
    pre_rmspe: Float64Array.from(left, ({ preMspe }) => Math.sqrt(preMspe)),
  };
}

export function fakeTreatmentTable(study: Study, { fit }: FakeTreatment): Readonly<Record<string, Table>> {
  if (fit === null) return {};
  const n = fit.fit.gaps.length;
  return {
    in_time_placebo: {
      period: periodNames(study).slice(0, n),
      fake_treatment: Float64Array.from({ length: n }, (_, t) => (t < fit.start ? 0 : 1)),
      treated: fit.fit.treated,
      synthetic: fit.fit.synthetic,
      gap: fit.fit.gaps,
    },
  };
}

/** Predictors of the treated, of the synthetic control and of the donors' mean, with the importance of each. */
export function balanceTable(study: Study, fit: SyntheticFit, named: NamedPredictors): Table {
  const { values } = named.predictors;
  const K = values.rows;
  const at = (k: number, column: number): number => values.data[column * K + k]!;
  const rows = Array.from({ length: K }, (_, k) => k);
  const treated = study.synthetic.treated;
  const mean = (columns: ArrayLike<number>, k: number): number =>
    Array.from(columns).reduce((sum, column) => sum + at(k, column), 0) / columns.length;
  return {
    predictor: named.names,
    treated: Float64Array.from(rows, (k) => mean(treated, k)),
    synthetic: Float64Array.from(rows, (k) =>
      fit.donors.reduce((sum, column, j) => sum + fit.weights[j]! * at(k, column), 0),
    ),
    donors_mean: Float64Array.from(rows, (k) => mean(fit.donors, k)),
    importance: Float64Array.from(rows, (k) => fit.predictorWeights?.[k] ?? NaN),
  };
}

export function periodWeightsTable(study: Study, { timeWeights }: SyntheticFit): Readonly<Record<string, Table>> {
  if (timeWeights === null) return {};
  return { period_weights: { period: periodNames(study).slice(0, timeWeights.length), weight: timeWeights } };
}
