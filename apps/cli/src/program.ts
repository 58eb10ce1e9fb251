import { Command, CommanderError, Option } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";

const data = (command: Command): Command =>
  command.option("--data-root <folder>", "folder below which data files may lie, beside the configuration's", ".");
const store = (command: Command): Command =>
  command
    .option("--store <url>", "where results go: ./folder, file:///folder, s3://bucket/folder or memory:")
    .option("--tenant <name>", "whose results they are", "default");
const json = (command: Command): Command =>
  command.option("--json", "print exactly one JSON document on stdout", false);

/** Builds the command line; each command's code loads when it runs. `done` gets the exit code of the command that ran. */
function build(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command("ie")
    .description("Measure what initiatives cause, judge the evidence, choose what to scale.")
    .version(io.version)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .showSuggestionAfterError()
    .showHelpAfterError("(ie --help shows the commands)");
  const sub = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .exitOverride()
      .configureOutput({ writeOut: io.stdout, writeErr: io.stderr });

  json(store(data(sub("run", "the whole loop: measure pilots, evaluate, allocate, measure at scale, report"))))
    .requiredOption("--config <file>", "the plan, YAML or JSON")
    .action(async (flags) => done(await (await import("./commands/run.ts")).runCommand(flags, io)));

  json(store(data(sub("measure", "the effect of one initiative"))))
    .requiredOption("--config <file>", "the measure configuration, YAML or JSON")
    .option("--initiative <id>", "name in the result", "initiative")
    .addOption(
      new Option("--phase <phase>", "which of the configuration's data").choices(["pilot", "scale"]).default("pilot"),
    )
    .action(async (flags) => done(await (await import("./commands/measure.ts")).measureCommand(flags, io)));

  json(data(sub("verify", "try to refute an effect: placebos, noise, subsets, other models")))
    .requiredOption("--config <file>", "the measure configuration, YAML or JSON")
    .option("--initiative <id>", "name in the result", "initiative")
    .addOption(
      new Option("--phase <phase>", "which of the configuration's data").choices(["pilot", "scale"]).default("pilot"),
    )
    .option("--draws <number>", "data sets drawn for each refuter; by default as the configuration says, or 100")
    .action(async (flags) => done(await (await import("./commands/verify.ts")).verifyCommand(flags, io)));

  json(sub("evaluate", "how far a measured effect is to be trusted, and what it is worth"))
    .requiredOption("--input <file>", 'a MeasureResult as JSON; "-" for stdin')
    .requiredOption("--cost <amount>", "cost of scaling the initiative")
    .option("--return-multiplier <number>", "currency gained at scale per unit of effect", "1")
    .option("--currency <code>", "such as EUR")
    .option("--scorer <name>", "how confidence is scored", "methodology")
    .action(async (flags) => done(await (await import("./commands/evaluate.ts")).evaluateCommand(flags, io)));

  json(sub("allocate", "which initiatives to scale within a budget"))
    .requiredOption("--input <file>", 'a list of EvaluateResults as JSON, or a run; "-" for stdin')
    .requiredOption("--budget <amount>", "what may be spent")
    .option("--rule <name>", "decision rule; by default as the options say, or minimax_regret")
    .option(
      "--options <file>",
      "the rule's options, constraints included, YAML or JSON; or a plan, for its allocate section",
    )
    .option("--solver <name>", "linear solver; by default the first that takes the problem")
    .option("--min-confidence <number>", "leave out initiatives below this confidence")
    .option("--min-worst-return <amount>", "least return of the portfolio in the worst scenario")
    .addOption(new Option("--explain <effort>", "how much to explain").choices(["none", "basic", "full"]))
    .option("--time-limit <seconds>", "for each program; then the best so far with its gap")
    .option("--frontier", "choose at 50 to 150 % of the budget", false)
    .option("--currency <code>", "such as EUR")
    .action(async (flags) => done(await (await import("./commands/allocate.ts")).allocateCommand(flags, io)));

  json(sub("budget", "how to spread money over channels with response curves"))
    .requiredOption("--config <file>", "curves, limits and goal, YAML or JSON")
    .option("--frontier", "the best plans at 50 to 150 % of the budget too", false)
    .action(async (flags) => done(await (await import("./commands/budget.ts")).budgetCommand(flags, io)));

  json(data(sub("design", "what an experiment needs and what it can find, before it is run")))
    .requiredOption("--config <file>", "the design configuration, YAML or JSON")
    .action(async (flags) => done(await (await import("./commands/design.ts")).designCommand(flags, io)));

  json(data(sub("simulate", "made-up retail data, and what is true of them")))
    .requiredOption("--config <file>", "the simulator's configuration, or a measure configuration whose source it is")
    .requiredOption("--out <folder>", "where the files go")
    .addOption(new Option("--format <format>", "of the tables").choices(["csv", "ndjson"]).default("csv"))
    .option("--truth", "also both potential outcomes of every row, and the true effects", false)
    .option("--force", "replace files that are there", false)
    .action(async (flags) => done(await (await import("./commands/simulate.ts")).simulateCommand(flags, io)));

  json(data(sub("validate", "check a configuration and the data it names, without fitting")))
    .requiredOption("--config <file>", "a plan or a measure configuration")
    .option("--strict", "let warnings fail too", false)
    .action(async (flags) => done(await (await import("./commands/validate.ts")).validateCommand(flags, io)));

  const sources = sub("sources", "look into the sources that a configuration names").exitOverride();
  const ofSources = (name: string, description: string): Command =>
    sources
      .command(name)
      .description(description)
      .exitOverride()
      .configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  json(ofSources("list", "the sources that a configuration may name")).action(async (flags) =>
    done((await import("./commands/sources.ts")).listSources(flags, io)),
  );
  json(data(ofSources("test", "connect, read a small window, and say what is there; secrets only by name")))
    .requiredOption("--config <file>", "a plan or a measure configuration")
    .action(async (flags) => done(await (await import("./commands/sources.ts")).testSources(flags, io)));
  json(data(ofSources("preview", "the first rows and what each column holds; personal values by their shape")))
    .requiredOption("--config <file>", "a plan or a measure configuration")
    .option("--rows <number>", "rows to show", "10")
    .action(async (flags) => done(await (await import("./commands/sources.ts")).previewSources(flags, io)));
  return program;
}

/** Runs the command line `args` (without node and script) and gives the exit code. Nothing is thrown. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  try {
    await build(io, (code) => {
      exitCode = code;
    }).parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { reportError } = await import("./report-error.ts");
    return reportError(error, io, args.includes("--json"));
  }
}
