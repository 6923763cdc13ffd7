/** Whether TinyOffice is reached from elsewhere, so that nobody forgets it. */
import { EXPOSE_WAY_FACTS } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { exposeProblemText, exposureText } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Finding } from "./finding.js";

export async function checkExposure(context: CliContext): Promise<Finding[]> {
  if ((await readLivingDaemon(context.paths.daemonFile)) === undefined) return [];
  try {
    const client = await context.connect();
    const { exposure } = await client.call("status", { signal: context.signal });
    if (exposure?.via == null) return [];
    const { state, via, url, problem } = exposure;
    if (state === "off") {
      const text = problem === null ? undefined : exposeProblemText(problem, via);
      if (text === undefined) return [];
      return [{ id: "expose.failed", level: "warning", message: cleanLine(text.problem), hint: text.step }];
    }
    return [
      {
        id: "expose.open",
        level: EXPOSE_WAY_FACTS[via].reach === "internet" ? "warning" : "info",
        message: `${exposureText(exposure, context.now())}${url === null ? "" : ` ${url}`}`,
        hint: "Close it: tinyagi expose stop",
      },
    ];
  } catch {
    // The check of the daemon says why it does not answer.
    return [];
  }
}
