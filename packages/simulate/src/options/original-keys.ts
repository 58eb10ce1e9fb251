import { isEntries, type Entries } from "./key-spelling.ts";

export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Section {
  readonly path: readonly string[];
  readonly name: unknown;
  readonly params: Entries;
}

function section(tree: Entries, path: readonly string[]): Section | null {
  let node: unknown = tree;
  for (const key of path) node = isEntries(node) ? node[key] : undefined;
  if (!isEntries(node)) return null;
  return { path, name: node["function"], params: isEntries(node["params"]) ? node["params"] : {} };
}

const characteristics: Readonly<Record<string, string>> = {
  num_products: "products",
  num_rows: "products",
  training_data_path: "training_data_path",
  seed: "seed",
};
const funnel = ["sale_prob", "granularity", "impression_to_visit_rate", "visit_to_cart_rate", "cart_to_order_rate"];
const metrics = Object.fromEntries([...funnel, "date_start", "date_end"].map((key) => [key, key]));

/**
 * The flat options of a configuration in the older shape, which has `rule` or `synthesizer` over `characteristics` (or `products`) and
 * `metrics`, each with `function` and `params`. Other values are given back as they are.
 */
export function flattenOriginal(tree: Entries, fault: (fault: Fault) => void): Entries {
  const older = ["rule", "synthesizer"].filter((key) => isEntries(tree[key]));
  const {
    rule: _rule,
    synthesizer: _synthesizer,
    storage: _storage,
    impact: _impact,
    product_details: _details,
    ...rest
  } = tree;
  const flat: Record<string, unknown> = older.length === 0 ? { ...rest } : { date_end: "2024-01-31", ...rest };
  const take = ({ path, params }: Section, known: Readonly<Record<string, string>>): void => {
    for (const [key, value] of Object.entries(params)) {
      if (Object.hasOwn(known, key)) {
        if (value !== null) flat[known[key]!] = value;
      } else if (key !== "seed") {
        const message = `unknown parameter "${key}"; there is ${Object.keys(known).join(", ")}`;
        fault({ path: [...path, "params", key], message });
      }
    }
  };
  if (older.length === 2) fault({ path: ["synthesizer"], message: "stands beside rule; use one of the two" });
  const mode = older[0];
  if (mode !== undefined) {
    flat["mode"] = mode;
    const units = section(tree, [mode, "characteristics"]) ?? section(tree, [mode, "products"]);
    if (units !== null) take(units, characteristics);
    const rows = section(tree, [mode, "metrics"]);
    if (rows !== null && rows.name === "gaussian_copula") {
      const message =
        "metrics drawn from a copula have no known effect; leave them out (they are simulated by rule) or use drawCopula";
      fault({ path: rows.path, message });
    } else if (rows !== null) take(rows, metrics);
  }
  if (isEntries(tree["impact"])) flat["enrichment"] = tree["impact"];
  if (isEntries(tree["product_details"])) flat["details"] = true;
  return flat;
}
