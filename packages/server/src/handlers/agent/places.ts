/** Where agents work when their settings contain no directory. */
import { workspaceRoot } from "@tinyagi/home";
import type { Services } from "../services.js";

export type Json = Readonly<Record<string, unknown>>;

/** Absolute path of `<workspace>/<id>`. */
export function getDefaultPlace(
  agentId: string,
  { daemon, settings }: Pick<Services, "daemon" | "settings">,
) {
  return `${workspaceRoot(settings.current(), daemon.userHome)}/${agentId}`;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
