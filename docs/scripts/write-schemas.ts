import { mkdir, writeFile } from "node:fs/promises";
import { schemaFiles, schemasFolder } from "./schemas.ts";

await mkdir(schemasFolder, { recursive: true });
for (const [name, text] of schemaFiles()) await writeFile(new URL(name, schemasFolder), text);
