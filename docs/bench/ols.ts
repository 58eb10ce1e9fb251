import { createMatrix, createRng, leastSquares, robustInference } from "@ie/stats";
import { byName, r, statsmodels } from "./peers.ts";
import { cell, cpu } from "./timing.ts";

interface Row {
  readonly name: "fit" | "HC2";
  readonly ms: number;
}

/** Least squares with HC2 standard errors; ours with Bell and McCaffrey's degrees of freedom, which the peers do not have. */
export function benchOls(): void {
  const n = 100_000;
  const k = 20;
  const rng = createRng("bench");
  const x = createMatrix(
    n,
    k,
    Float64Array.from({ length: n * k }, (_, i) => (i < n ? 1 : rng.normal())),
  );
  const y = Float64Array.from({ length: n }, () => rng.normal());
  const contrast = createMatrix(k, 1);
  contrast.data[1] = 1;
  const fitted = leastSquares(x, y);
  const fit = cpu(() => void leastSquares(x, y));
  const robust = cpu(() => void robustInference(fitted, x, contrast, "HC2"));
  console.log(
    `\nleast squares, ${n} × ${k}, CPU milliseconds: fit, then HC2 (ours with Bell–McCaffrey degrees of freedom)`,
  );
  console.log(`ours        ${cell(fit, 8)}${cell(robust, 8)}`);
  for (const peer of [r, statsmodels]) {
    if (peer === null) continue;
    const rows = byName<Row>(peer.run(peer === r ? "ols.R" : "ols.py", String(n), String(k)));
    const theirs = [rows.get("fit")!.ms, rows.get("HC2")!.ms] as const;
    const ratio = (theirs[0] + theirs[1]) / (fit + robust);
    console.log(`${peer.name.padEnd(12)}${cell(theirs[0], 8)}${cell(theirs[1], 8)}   both ÷ ours ${ratio.toFixed(1)}`);
  }
}
