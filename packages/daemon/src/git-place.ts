/** Where the daemon runs git: in the folder of active runs, which agents cannot write. */
import type { GitPlace, HomePaths } from "@tinyagi/home";
import type { DaemonEnvironment } from "./environment.js";

export function gitPlace(base: {
  readonly paths: HomePaths;
  readonly environment: Pick<DaemonEnvironment, "variables">;
}): GitPlace {
  return { scratch: base.paths.run, path: base.environment.variables.PATH ?? "" };
}
