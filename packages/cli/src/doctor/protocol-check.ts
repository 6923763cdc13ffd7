/** Warns where the built-in protocol is replaced: agents then do not know what TinyAGI can do. Changes nothing. */
import type { Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";

export function checkProtocol(settings: Settings | undefined): Finding[] {
  if (settings === undefined) return [];
  const all = Object.entries(settings.agents).map(([id, { protocol }]) => ({
    key: `agents.${id}.protocol.replace`,
    replace: protocol?.replace,
  }));
  return [{ key: "protocol.replace", replace: settings.protocol?.replace }, ...all]
    .filter(({ replace }) => replace !== undefined)
    .map(({ key }) => ({
      id: "agents.protocol",
      level: "warning",
      message: `${key} replaces the built-in protocol: agents know of handoffs, files and memory only what it says, and nothing warns them of forged headers`,
      hint: `Put your text into ${key.replace("replace", "append")} instead and remove ${key}: tinyagi config edit`,
    }));
}
