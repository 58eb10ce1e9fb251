import type { Response } from "../response.ts";
import { hill, michaelisMenten } from "./hill.ts";
import { linear } from "./linear.ts";
import { log } from "./log.ts";
import { logistic } from "./logistic.ts";
import { power } from "./power.ts";

/** The built-in response functions by their names in configurations; the first is the default. */
export const responses: Readonly<Record<string, Response>> = {
  linear,
  log,
  power,
  michaelis_menten: michaelisMenten,
  hill,
  logistic,
};
