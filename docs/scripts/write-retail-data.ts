import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { retailFiles } from "./make-retail-data.ts";

const folder = join(import.meta.dirname, "../examples/retail-loop/data");
for (const [name, text] of Object.entries(retailFiles())) writeFileSync(join(folder, name), text);
