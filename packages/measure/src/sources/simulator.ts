import { ImpactError, type Context, type DataSource, type Query, type Schema, type Table } from "@ie/contracts";
import {
  enrichments as builtIn,
  potentialTables,
  readOptions,
  simulateChecked,
  type Enrichments,
  type SimulateOptions,
  type Simulation,
  type Truth,
} from "@ie/simulate";

export interface SimulatorOptions {
  readonly simulation: SimulateOptions;
  /** False where chance follows the measurement's seed. */
  readonly isSeeded: boolean;
}

/** A source that knows the truth about its rows. */
export interface SimulatorSource extends DataSource<SimulatorOptions> {
  /** What {@link DataSource.load} takes its rows from. */
  simulation(options: SimulatorOptions, query: Query, context: Context): Promise<Simulation>;
  /** The true effects in the rows that `load` gives for the same arguments, within their window. */
  truth(options: SimulatorOptions, query: Query, context: Context): Promise<Truth>;
}

export interface SimulatorExtras {
  /** The enrichments that configurations may name; default the built-in ones. */
  readonly enrichments?: Enrichments;
  /** Reads the training products of mode `synthesizer`, from `training_data_path`. */
  readonly readTraining?: (path: string, context: Context) => Promise<Table>;
}

type Entries = Readonly<Record<string, unknown>>;

function optionsOf(known: Enrichments): Schema<SimulatorOptions> {
  return {
    "~standard": {
      version: 1,
      vendor: "impact-engine",
      validate: (value) => {
        const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
        // `path` named a file of products in older configurations; these products are simulated
        const { path: _path, seed = null, ...rest } = isMap ? (value as Entries) : {};
        const read = readOptions(isMap ? { ...rest, ...(seed === null ? {} : { seed }) } : value, known);
        if ("faults" in read) return { issues: read.faults };
        return { value: { simulation: read.options, isSeeded: seed !== null } };
      },
    },
  };
}

/**
 * Simulated retail rows, one a product and day or week: {@link SimulateOptions} in snake_case, and the older nested shape. A query's sample size and
 * window take the place of `products`, `date_start` and `date_end`. Without `seed` the measurement's seed is used.
 */
export function createSimulator({ enrichments = builtIn, readTraining }: SimulatorExtras = {}): SimulatorSource {
  async function run({ simulation, isSeeded }: SimulatorOptions, query: Query, context: Context): Promise<Simulation> {
    context.signal.throwIfAborted();
    const options: SimulateOptions = {
      ...simulation,
      products: query.sampleSize ?? simulation.products,
      dateStart: query.from ?? simulation.dateStart,
      dateEnd: query.to ?? simulation.dateEnd,
    };
    const path = options.trainingDataPath;
    const training = path === null || readTraining === undefined ? null : await readTraining(path, context);
    if (options.mode === "synthesizer" && training === null) {
      const [what, hint] =
        path === null
          ? ["mode synthesizer has no training_data_path", "name a table of products"]
          : ["mode synthesizer cannot read files here", "give createSimulator a readTraining, or use mode rule"];
      throw new ImpactError({ code: "config/invalid", who: "simulator", what, hint });
    }
    const extras = {
      enrichments,
      ...(training === null ? {} : { training }),
      ...(isSeeded ? {} : { rng: context.rng }),
    };
    try {
      return simulateChecked(options, extras);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      const [what = "", ...hints] = cause.message.replace(/^simulate: /, "").split("; ");
      throw new ImpactError({ code: "config/invalid", who: "simulator", what, hint: hints.join("; "), cause });
    }
  }

  const warn = ({ size }: Simulation, { log }: Context): void =>
    log.warn("simulator: these rows are made up", { products: size });

  return {
    mock: true,
    options: optionsOf(enrichments),
    load: async (options, query, context) => {
      const simulation = await run(options, query, context);
      warn(simulation, context);
      return simulation.table();
    },
    batches: async function* (options, query, context, columns) {
      const simulation = await run(options, query, context);
      warn(simulation, context);
      yield* simulation.codedBatches({ columns });
    },
    potential: async (options, query, context) =>
      potentialTables((await run(options, query, context)).table({ potential: true })),
    simulation: run,
    truth: async (options, query, context) => (await run(options, query, context)).truth(),
  };
}

/** {@link createSimulator} with the built-in enrichments and without files. */
export const simulator: SimulatorSource = createSimulator();
