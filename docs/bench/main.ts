import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMatrix, createRng, fitSarimax, leastSquares, type Matrix } from "@ie/stats";
import { parseCsv } from "@ie/table";

/** `pnpm bench`: our CPU time beside R's in one run, as ratios. A peer that is not installed is said, not skipped silently. */
interface Case {
  readonly name: string;
  readonly data: string;
  readonly log: boolean;
  readonly order: readonly [number, number, number];
  readonly seasonal: readonly [number, number, number, number];
  readonly constant: boolean;
  readonly x: readonly string[];
}

const folder = join(import.meta.dirname, "../../packages/stats/test/fixtures/sarimax");
const cases = JSON.parse(readFileSync(join(import.meta.dirname, "cases.json"), "utf8")) as readonly Case[];
const hasR = spawnSync("Rscript", ["--version"]).status === 0;

/** Median CPU milliseconds of `action`, after a warm-up of half a second. */
function cpu(action: () => void): number {
  const timed = (): number => {
    const before = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const until = performance.now() + 500;
  do timed();
  while (performance.now() < until);
  const times: number[] = [];
  const end = performance.now() + 1000;
  while (times.length < 5 || (performance.now() < end && times.length < 400)) times.push(timed());
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

function load({ data, log, x }: Case): { y: Float64Array; regressors: Matrix | null } {
  const { table } = parseCsv(readFileSync(join(folder, `${data}.csv`), "utf8"));
  const y = (table["y"] as Float64Array).map((value) => (log ? Math.log(value) : value));
  if (x.length === 0) return { y, regressors: null };
  const regressors = createMatrix(y.length, x.length);
  x.forEach((name, j) => regressors.data.set(table[name] as Float64Array, j * y.length));
  return { y, regressors };
}

function timesOfR(): ReadonlyMap<string, { ms: number; logLik: number }> {
  if (!hasR) return new Map();
  const described = cases.map((c) => [c.name, c.data, c.log, c.order, c.seasonal, c.constant, c.x].join("|"));
  const output = execFileSync("Rscript", [join(import.meta.dirname, "arima.R"), folder, ...described], {
    encoding: "utf8",
  });
  const rows = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; ms: number; logLik: number });
  return new Map(rows.map((row) => [row.name, row]));
}

console.log(
  hasR
    ? "SARIMAX fits against R's arima(), CPU milliseconds, one run"
    : "SARIMAX fits; R is not installed, so there is no ratio (Debian: r-base-core)",
);
console.log(
  `${"case".padEnd(28)}${"ours".padStart(9)}${"R".padStart(9)}${"R ÷ ours".padStart(10)}   log-likelihood, ours − R`,
);
const peers = timesOfR();
for (const each of cases) {
  const { y, regressors } = load(each);
  const model = { order: each.order, seasonalOrder: each.seasonal, constant: each.constant };
  const ours = cpu(() => void fitSarimax(y, regressors, model));
  const { logLikelihood } = fitSarimax(y, regressors, model);
  const r = peers.get(each.name);
  const rest =
    r === undefined
      ? ""
      : `${r.ms.toFixed(2).padStart(9)}${(r.ms / ours).toFixed(1).padStart(10)}   ${(logLikelihood - r.logLik).toFixed(4)}`;
  console.log(`${each.name.padEnd(28)}${ours.toFixed(2).padStart(9)}${rest}`);
}

const n = 100_000;
const k = 20;
const rng = createRng("bench");
const x = createMatrix(
  n,
  k,
  Float64Array.from({ length: n * k }, (_, i) => (i < n ? 1 : rng.normal())),
);
const y = Float64Array.from({ length: n }, () => rng.normal());
console.log(`\nleast squares with leverage, ${n} × ${k}: ${cpu(() => void leastSquares(x, y)).toFixed(0)} ms`);
if (hasR) {
  const code = `set.seed(1); n <- ${n}; X <- cbind(1, matrix(rnorm(n * ${k - 1}), n)); y <- rnorm(n); invisible({f <- lm.fit(X, y); rowSums(qr.Q(f$qr)^2)}); t <- replicate(5, {s <- system.time({f <- lm.fit(X, y); h <- rowSums(qr.Q(f$qr)^2)}); s[["user.self"]] + s[["sys.self"]]}); cat(median(t) * 1000)`;
  console.log(
    `R's lm.fit with leverage:                  ${Number(execFileSync("Rscript", ["-e", code], { encoding: "utf8" })).toFixed(0)} ms`,
  );
}
