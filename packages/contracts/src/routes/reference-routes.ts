/** What depends on an entry before it is removed, and what points nowhere. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { referenceSchema, referenceTargetSchema } from "../reference.js";
import { projectIdSchema } from "./project-routes.js";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const referenceRoutes = {
  missingReferences: route(
    {
      method: "GET",
      path: "/api/references/missing",
      scope: "read",
      summary: "List what refers to an agent, a team, a provider or a project that does not exist",
      bodyLimit: SMALL_BODY,
    },
    { response: () => z.object({ references: z.array(referenceSchema) }) },
  ),
  listDependents: route(
    {
      method: "GET",
      path: "/api/references/:kind/:id",
      scope: "read",
      summary: "List what depends on an agent, a team, a custom provider or a project",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ kind: referenceTargetSchema, id: z.union([entityIdSchema, projectIdSchema]) }),
      response: () => z.object({ references: z.array(referenceSchema) }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
