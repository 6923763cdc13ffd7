/** Checks the limits of this terminal's processes, which a daemon started from it inherits. */
import { openFilesRefusal } from "@tinyagi/daemon/open-files";
import type { Finding } from "./finding.js";

export function checkLimits(): Finding {
  const refusal = openFilesRefusal();
  const id = "limits.open-files";
  if (refusal === undefined)
    return { id, level: "ok", message: "this terminal's limit of open files is high enough" };
  return {
    id,
    level: "error",
    message: refusal.message,
    hint: "Then start TinyAGI from that terminal: tinyagi start",
  };
}
