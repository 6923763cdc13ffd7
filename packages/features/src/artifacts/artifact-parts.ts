/** All parts of artifacts over one store. */
import type { Clock, NewId } from "@tinyagi/base";
import type { Journal, Store } from "@tinyagi/kernel";
import { type ArtifactLinks, createArtifactLinks } from "./artifact-links.js";
import { type Artifacts, createArtifacts } from "./artifacts.js";
import { createShownFiles, type ShownFiles } from "./shown-files.js";

export interface ArtifactParts {
  artifacts: Artifacts;
  artifactLinks: ArtifactLinks;
  shownFiles: ShownFiles;
}

export function createArtifactParts(options: {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  /** Folder of the files that agents sent. */
  filesOut: string;
}): ArtifactParts {
  const artifacts = createArtifacts(options);
  return {
    artifacts,
    artifactLinks: createArtifactLinks({ ...options, artifacts }),
    shownFiles: createShownFiles(options),
  };
}
