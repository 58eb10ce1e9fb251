import { createArtefactStore } from "@ie/artefact-store/node";
import type { ArtefactStore } from "@ie/contracts";

export function openStore(url: string, tenant: string): ArtefactStore {
  return createArtefactStore(url).tenant(tenant);
}
