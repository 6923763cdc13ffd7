/** The folder in which an agent works, by the daemon's settings. The command runs as the same user on the same machine. */
import type { Settings } from "@tinyagi/contracts";
import type { AgentOfHome } from "@tinyagi/daemon";
import type { CliContext } from "./context.js";

/**
 * @param from.settings of the daemon
 * @param from.workingDirectory an empty one is none
 */
export function resolvePlace(
  { paths }: CliContext,
  from: { id: string; workingDirectory: string | undefined; settings: Readonly<Record<string, unknown>> },
): AgentOfHome {
  const { id, workingDirectory = "", settings } = from;
  return {
    id,
    agent: workingDirectory === "" ? {} : { working_directory: workingDirectory },
    settings: { workspace: (settings.workspace ?? {}) as Settings["workspace"] },
    home: paths.home,
  };
}
