/** Checks the browsers that are notified: whether their push services took the last notification. Sends nothing. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PushDevice } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { pushProblemText } from "../command/push/push-problem.js";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Finding } from "./finding.js";

export async function checkPush(context: CliContext): Promise<Finding[]> {
  // Without this file no browser ever asked to be notified.
  if (!existsSync(join(context.paths.home, "auth", "push.json"))) return [];
  if ((await readLivingDaemon(context.paths.daemonFile)) === undefined) return [];
  try {
    const client = await context.connect();
    const { devices } = await client.call("listPushDevices", { signal: context.signal });
    return devices.map(toFinding);
  } catch {
    return [
      {
        id: "push.unusable",
        level: "warning",
        message: "browsers are not notified: the list of them cannot be read",
        hint: "Look at the log: tinyagi logs. Without auth/push.json, browsers can be added again",
      },
    ];
  }
}

function toFinding({ id, name, problem }: PushDevice): Finding {
  if (problem === null) return { id: "push.browser", level: "ok", message: `${cleanLine(name)} is notified` };
  return {
    id: "push.failed",
    level: "warning",
    message: `${cleanLine(name)} did not get the last notification: ${pushProblemText(problem)}`,
    hint: `Try it: tinyagi push test ${id}`,
  };
}
