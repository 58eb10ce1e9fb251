import { fitSarimax, sarimaxLogLikelihood } from "@ie/stats";
import { cases, folder, load } from "./cases.ts";
import { byName, r, statsmodels } from "./peers.ts";
import { cell, cpu } from "./timing.ts";

interface Row {
  readonly name: string;
  /** Of a fit with its standard errors. */
  readonly ms: number;
  readonly logLik: number;
  /** Of one log-likelihood at the estimate. */
  readonly once: number;
}

/** The cases whose name contains `only`. */
export function benchSarimax(only: string): void {
  const chosen = cases.filter(({ name }) => name.includes(only));
  // As the peers' scripts read them.
  const described = chosen.map((c) => [c.name, c.data, c.log, c.order, c.seasonal, c.constant, c.x].join("|"));
  const inR = byName<Row>(r?.run("arima.R", folder, ...described));
  const inPython = byName<Row>(statsmodels?.run("sarimax.py", folder, ...described));
  console.log("SARIMAX, CPU milliseconds: a fit with standard errors, and thousands of log-likelihoods per second");
  console.log(
    `${"case".padEnd(26)}${"ours".padStart(8)}${"R".padStart(8)}${"R÷ours".padStart(8)}${"sm".padStart(8)}${"sm÷ours".padStart(8)}` +
      `   short of the best: ${"ours".padStart(7)}${"R".padStart(8)}${"sm".padStart(8)}   k logL/s: ${"ours".padStart(6)}${"R".padStart(7)}${"sm".padStart(7)}`,
  );
  for (const each of chosen) {
    const { y, regressors, model } = load(each);
    const ours = cpu(() => void fitSarimax(y, regressors, model));
    const fit = fitSarimax(y, regressors, model);
    const once = cpu(() => {
      for (let i = 0; i < 20; i++) sarimaxLogLikelihood(y, regressors, model, fit);
    });
    const a = inR.get(each.name);
    const b = inPython.get(each.name);
    const best = Math.max(fit.logLikelihood, a?.logLik ?? -Infinity, b?.logLik ?? -Infinity);
    const short = (value: number | undefined): string =>
      (value === undefined ? "–" : (best - value).toFixed(3)).padStart(8);
    const rate = (ms: number | undefined): string => cell(ms === undefined ? undefined : 1 / ms, 7);
    console.log(
      `${each.name.padEnd(26)}${cell(ours, 8)}${cell(a?.ms, 8)}${cell(a && a.ms / ours, 8)}${cell(b?.ms, 8)}${cell(b && b.ms / ours, 8)}` +
        `${"".padEnd(21)}${short(fit.logLikelihood)}${short(a?.logLik)}${short(b?.logLik)}${"".padEnd(13)}${rate(once / 20)}${rate(a?.once)}${rate(b?.once)}`,
    );
  }
}
