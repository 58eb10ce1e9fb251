/** A plug-in's options as the configuration gives them; the plug-in's own schema reads them. */
export type PlainOptions = Readonly<Record<string, unknown>>;

/** A value for each of the two measurements of an initiative. */
export interface ByPhase<T> {
  readonly pilot: T;
  readonly scale: T;
}

export interface Initiative<M> {
  readonly initiativeId: string;
  /** Currency needed to scale it; above 0. */
  readonly costToScale: number;
  /** Currency gained at scale per unit of effect; above 0. */
  readonly returnMultiplier: number;
  /** What to measure in each phase; null where the plan runs on mocks. */
  readonly measure: ByPhase<M> | null;
  /** Units to draw, where the initiative states it; at least 30. */
  readonly sampleSize: ByPhase<number | null>;
}

/** What a run is going to do. `M` is a measure configuration as the measuring stage reads it. */
export interface RunPlan<M> {
  /** Currency; above 0. */
  readonly budget: number;
  readonly currency: string | null;
  /** Units in a scale run of an initiative that states none itself. */
  readonly scaleSampleSize: number | null;
  /** Draw returns towards their common mean before the budget is allocated, since winners look better than they are. */
  readonly shrinkage: boolean;
  /** Initiatives in work at the same time. */
  readonly maxWorkers: number;
  /** Of the random streams: the application makes `context.rng` from it. */
  readonly seed: number;
  /** Where the application stores the run. */
  readonly storageUrl: string | null;
  /** Null leaves the choice to the stage. */
  readonly evaluate: { readonly scorer: string | null; readonly options: PlainOptions };
  /** Null leaves the choice to the stage. */
  readonly allocate: { readonly rule: string | null; readonly options: PlainOptions };
  /** At least one; ids are unique. */
  readonly initiatives: readonly Initiative<M>[];
  /** True where no initiative says what to measure. */
  readonly mock: boolean;
  /** SHA-256 of all that can change an answer, measure files included; null for a plan that no text made. */
  readonly configHash: string | null;
}
