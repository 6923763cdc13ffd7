/** What depends on an entry, and what points nowhere. */
import { createReferences } from "@tinyagi/features";
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

export function referenceHandlers({
  settings,
  store,
}: Services): Pick<RouteHandlers, "listDependents" | "missingReferences"> {
  const references = createReferences({ settings: settings.current, store });
  return {
    listDependents: ({ params: { kind, id } }) => ({ references: references.to(kind, id) }),
    missingReferences: () => ({ references: references.missing() }),
  };
}
