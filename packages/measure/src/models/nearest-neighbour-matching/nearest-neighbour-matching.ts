import { ImpactError, type Fit, type Model, type Table } from "@ie/contracts";
import type { Rng } from "@ie/stats";
import { truthOfUnits } from "../../truth/index.ts";
import { needsOfUnits, refutableUnits, unitColumns } from "../../units/index.ts";
import { answerOf } from "./answer.ts";
import { correctionOf } from "./correction.ts";
import type { Correction, Matched } from "./matched.ts";
import { nearestNeighbourMatchingOptions, type NearestNeighbourMatchingOptions } from "./options.ts";
import { studyOf, type Study } from "./study.ts";
import { who } from "./who.ts";
import { effectWithoutReplacement, setsOf } from "./without-replacement.ts";
import { effectWithReplacement, matchesOf } from "./with-replacement.ts";

/** The effect by columns of a bias correction, each from the same matches; and of the parts of an ATE. */
interface Matching {
  readonly effect: (columns: Correction) => Matched | null;
  readonly parts: readonly { readonly name: string; readonly effect: (columns: Correction) => Matched | null }[];
}

function matchingOf(study: Study, options: NearestNeighbourMatchingOptions): Matching {
  if (!options.replace) {
    const sets = setsOf(study, options);
    return { effect: (columns) => effectWithoutReplacement(study, sets, columns, options.ratio), parts: [] };
  }
  const matches = matchesOf(study, options);
  const parts = options.estimand === "ate" ? (["att", "atc"] as const) : [];
  return {
    effect: (columns) => effectWithReplacement(study, matches, columns, options),
    parts: parts.map((estimand, at) => ({
      name: estimand,
      effect: (columns) => effectWithReplacement(study, matches.slice(at, at + 1), columns, { ...options, estimand }),
    })),
  };
}

function noMatch({ caliper, exact }: NearestNeighbourMatchingOptions): ImpactError {
  return new ImpactError({
    code: "fit/no-overlap",
    who,
    what: `no unit has a match${caliper === null ? "" : ` within caliper: ${JSON.stringify(caliper)}`}`,
    hint:
      exact.length > 0 && caliper === null
        ? `no value of ${exact.join(", ")} has both treated and untreated units`
        : "widen the caliper, or find untreated units that are more like the treated",
    facts: { caliper: typeof caliper === "number" ? caliper : null, exact },
  });
}

function requireDonors({ times, focal }: Matched, names: readonly string[]): void {
  const donors = times.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  const both = times.some((each, i) => each > 0 && focal[i] === 1);
  if (names.length === 0 || both || donors > names.length + 1) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `the bias correction has ${names.length} covariates for ${donors} units that are matches`,
    hint: "use fewer covariates, or set bias_correction: none",
    facts: { covariates: names.length, matches: donors },
  });
}

function fitTable(table: Table, options: NearestNeighbourMatchingOptions, rng: Rng): Fit {
  const study = studyOf(table, options, rng);
  const matching = matchingOf(study, options);
  const { columns, names } = correctionOf(study.units, options.biasCorrection);
  const matched = matching.effect(columns);
  if (matched === null) throw noMatch(options);
  requireDonors(matched, names);
  const others: [string, Matched | null][] = [
    ...(columns === null ? [] : [["without bias correction", matching.effect(null)] as [string, Matched | null]]),
    ...matching.parts.map(({ name, effect }): [string, Matched | null] => [name, effect(columns)]),
  ];
  return answerOf(study, matched, names, others, options);
}

const columnsOf = (options: NearestNeighbourMatchingOptions): readonly string[] => unitColumns(options, options.exact);

/**
 * Average effect by comparing each unit with the units of the other arm that are nearest in covariates or propensity: with replacement
 * with the variance of Abadie and Imbens (2006, 2016) and their bias correction (2011), without it clustered by matched set (Abadie and
 * Spiess 2022).
 */
export const nearestNeighbourMatching: Model<NearestNeighbourMatchingOptions> = {
  design: "observational",
  refutable: refutableUnits(),
  options: nearestNeighbourMatchingOptions,
  columns: columnsOf,
  needs: needsOfUnits(columnsOf),
  fit: (table, options, { rng }) => fitTable(table, options, rng),
  truth: (example, potential, { estimate, diagnostics }) =>
    diagnostics["estimand_kept"] === estimate.estimand
      ? truthOfUnits(who, example, potential, estimate.estimand)
      : { unknown: "some units have no match, and the effect is that of the others" },
};
