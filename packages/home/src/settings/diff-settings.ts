/** Names what differs between two settings, for events and revisions; values are left out, they may be secrets. */
import type { Settings } from "@tinyagi/contracts";
import { diffJson } from "./json-tree.js";

/** @returns changed places, dotted (`agents.coder.model`), sorted; arrays count as one place */
export function diffSettings(before: Settings, after: Settings): string[] {
  return diffJson(before, after)
    .map((change) => change.path.join("."))
    .sort();
}
