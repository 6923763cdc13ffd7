/** Agent programs that stay open between messages. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { aheadProgramSchema, closedProgramsSchema, openProgramsSchema } from "../open-programs.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const programRoutes = {
  listPrograms: route(
    {
      method: "GET",
      path: "/api/programs",
      scope: "read",
      summary:
        "List the agents whose programs are open, with their memory, and whether one is open for the next session",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.object({ programs: z.array(openProgramsSchema), ahead: z.array(aheadProgramSchema) }),
    },
  ),
  closePrograms: route(
    {
      method: "POST",
      path: "/api/agents/:id/programs/close",
      scope: "write",
      summary: "Close the open programs of an agent; one at work is closed after its run",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ id: entityIdSchema }),
      response: () => okSchema.extend(closedProgramsSchema.shape),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
