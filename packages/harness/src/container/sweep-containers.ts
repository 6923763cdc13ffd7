/** Ends containers that an earlier daemon of this home left. A home that never had one asks no runtime. */
import { stat } from "node:fs/promises";
import type { Log } from "@tinyagi/base";
import { findProgram } from "@tinyagi/base/program";
import { CONTAINER_RUNTIMES } from "@tinyagi/contracts";
import { HOME_LABEL, homeLabel } from "./containers.js";
import { ask } from "./runtime.js";

/** Where to look. */
export interface ContainerSweep {
  readonly home: string;
  /** It exists as soon as an agent of this home ran in a container. */
  readonly stateFolder: string;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly log: Pick<Log, "warn">;
}

/** @returns how many there were. Never rejects: what could not be ended is logged, and the next start tries again. */
export async function sweepContainers({ home, stateFolder, hostEnv, log }: ContainerSweep): Promise<number> {
  if ((await stat(stateFolder).catch(() => undefined)) === undefined) return 0;
  const counts = await Promise.all(
    CONTAINER_RUNTIMES.map(async (kind) => {
      const program = await findProgram(kind, hostEnv.PATH ?? "");
      if (program === undefined) return 0;
      try {
        const filter = `label=${HOME_LABEL}=${homeLabel(home)}`;
        const listed = await ask(program, ["ps", "--all", "--quiet", "--filter", filter], hostEnv);
        const ids = listed.split("\n").filter((id) => id !== "");
        if (ids.length > 0) await ask(program, ["rm", "--force", "--volumes", ...ids], hostEnv);
        return ids.length;
      } catch (error) {
        log.warn({ runtime: kind, error: String(error) }, "could not look for containers that are left");
        return 0;
      }
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
