import { encodeJson, type Json, type Table } from "@ie/contracts";
import { metricNames } from "@ie/simulate";
import { rowCount, rename, select } from "@ie/table";
import type { ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { logTo } from "../log.ts";
import { openSimulation } from "../simulate/open-simulation.ts";
import { claimFolder, growFile, type Format, type GrowingFile } from "../simulate/write-tables.ts";

export interface SimulateFlags {
  readonly config: string;
  readonly out: string;
  readonly format: Format;
  readonly truth: boolean;
  readonly force: boolean;
  readonly dataRoot: string;
  readonly json: boolean;
}

type Simulation = Awaited<ReturnType<typeof openSimulation>>;
type Truth = ReturnType<Simulation["truth"]>;

/** Rows between two lines of progress. */
const atOnce = 1_000_000;

const observed = (batch: Table): Table =>
  select(
    batch,
    Object.keys(batch).filter((name) => !/_[01]$/.test(name)),
  );

const potential = (batch: Table): Table =>
  rename(
    select(batch, ["product_id", "date", ...metricNames.flatMap((name) => [`${name}_0`, `${name}_1`])]),
    Object.fromEntries(
      metricNames.flatMap((name) => [
        [`${name}_0`, `${name}_untreated`],
        [`${name}_1`, `${name}_treated`],
      ]),
    ),
  );

/** The true effects as a JSON document, keys in snake_case. */
function truthDocument({ from, to, products, treatedProducts, treatedPeriods, effects }: Truth): Json {
  return {
    schema_version: "1.0",
    from,
    to,
    products,
    treated_products: treatedProducts,
    treated_periods: treatedPeriods,
    effects: Object.fromEntries(
      metricNames.map((name) => {
        const { ate, att, atc, cumulative, perUnit, perPeriod, relative } = effects[name];
        return [name, { ate, att, atc, cumulative, per_unit: perUnit, per_period: perPeriod, relative }];
      }),
    ),
  };
}

async function writeRows(
  simulation: Simulation,
  rows: GrowingFile,
  truth: GrowingFile | null,
  io: Io,
): Promise<number> {
  let [written, said] = [0, 0];
  for (const batch of simulation.batches({ potential: truth !== null })) {
    io.signal.throwIfAborted();
    await rows.add(observed(batch));
    await truth?.add(potential(batch));
    written += rowCount(batch);
    if (written - said < atOnce) continue;
    said = written;
    io.stderr(`  ${written} rows\n`);
  }
  return written;
}

const cell = (value: number | null): string => (value === null ? "–" : String(Number(value.toPrecision(6))));

/** `ie simulate`: rows and products into a folder, and with `--truth` what would have been; memory holds one batch. */
export async function simulateCommand(flags: SimulateFlags, io: Io): Promise<ExitCode> {
  const { out, format } = flags;
  const simulation = await openSimulation(flags.config, flags.dataRoot, { log: logTo(io), signal: io.signal });
  const named = (name: string): string => `${name}.${format}`;
  const names = [named("products"), named("rows"), ...(flags.truth ? [named("truth"), "truth.json"] : [])];
  await claimFolder(out, names, flags.force);
  const files: GrowingFile[] = [];
  const grow = async (name: string): Promise<GrowingFile> => {
    const file = await growFile(out, name, format);
    files.push(file);
    return file;
  };
  try {
    const products = await grow(names[0]!);
    for (const batch of simulation.productBatches()) await products.add(batch);
    const rows = await grow(named("rows"));
    const written = await writeRows(simulation, rows, flags.truth ? await grow(named("truth")) : null, io);
    const document = truthDocument(simulation.truth());
    if (flags.truth) await (await grow("truth.json")).add(encodeJson(document));
    for (const file of files) await file.finish();
    if (flags.json)
      io.stdout(encodeJson({ schema_version: "1.0", folder: out, files: names, rows: written, truth: document }));
    else io.stdout(summary(simulation, written, out, names));
    return 0;
  } finally {
    for (const file of files) await file.drop();
  }
}

function summary(simulation: Simulation, written: number, out: string, names: readonly string[]): string {
  const { from, to, products, treatedProducts, effects } = simulation.truth();
  const lines = metricNames.map((name) => {
    const { ate, att, cumulative } = effects[name];
    return `  ${name.padEnd(13)}  ATE ${cell(ate)}  ATT ${cell(att)}  cumulative ${cell(cumulative)}`;
  });
  return [
    `${written} rows of ${products} products from ${from} to ${to}, ${treatedProducts} of them treated`,
    "True effects, per product and period",
    ...lines,
    `${names.join(", ")} in ${out}`,
    "",
  ].join("\n");
}
