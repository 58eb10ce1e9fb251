import type { StoreDriver } from "@ie/contracts";
import { folderConflict, foldersOf } from "./key.ts";

/** A store in this process's memory, empty at first and gone with it: for tests, previews and browsers. */
export function memoryDriver(): StoreDriver {
  const artefacts = new Map<string, Uint8Array>();
  const folderSizes = new Map<string, number>();

  const count = (key: string, change: 1 | -1): void => {
    for (const folder of foldersOf(key)) {
      const size = (folderSizes.get(folder) ?? 0) + change;
      if (size === 0) folderSizes.delete(folder);
      else folderSizes.set(folder, size);
    }
  };

  return {
    async read(key) {
      const bytes = artefacts.get(key);
      return bytes === undefined ? null : new Uint8Array(bytes);
    },
    async write(key, bytes, { ifAbsent }) {
      if (folderSizes.has(key)) throw folderConflict(key, key);
      const artefactAbove = foldersOf(key).find((folder) => artefacts.has(folder));
      if (artefactAbove !== undefined) throw folderConflict(key, artefactAbove);
      const present = artefacts.has(key);
      if (present && ifAbsent) return false;
      if (!present) count(key, 1);
      artefacts.set(key, new Uint8Array(bytes)); // not slice(), which shares memory when given a Node Buffer
      return true;
    },
    async list(prefix) {
      return [...artefacts.keys()].filter((key) => prefix === "" || key.startsWith(`${prefix}/`)).sort();
    },
    async remove(key) {
      if (artefacts.delete(key)) count(key, -1);
    },
    url: (key) => `memory:${key}`,
  };
}
