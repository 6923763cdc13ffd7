/**
 * Calls a route of the table from a tool: same schemas, same rights, same handler as over HTTP. So a tool can do nothing
 * that its caller could not do through the API.
 */
import {
  ROUTES,
  type RouteCall,
  type RouteDefinition,
  type RouteInput,
  type RouteOutput,
} from "@tinyagi/contracts";
import type { JsonRouteName, RouteContext, RouteHandlers } from "../route-handlers.js";
import { EventAnswer } from "../routing/event-answer.js";
import { FileAnswer } from "../routing/file-answer.js";
import { parseInput } from "../routing/parse-input.js";
import { authorizeCaller } from "../security/authorize.js";

export type CallRoute = <N extends JsonRouteName>(
  name: N,
  parts: Partial<RouteCall<N>>,
  context: RouteContext,
) => Promise<RouteOutput<N>>;

/** @throws AppError as the route does, `FORBIDDEN` when it is not the caller's */
export function createRouteCall(handlers: RouteHandlers): CallRoute {
  return async (name, { params, query, body }, context) => {
    const definition: RouteDefinition = ROUTES[name];
    authorizeCaller(definition, context.principal);
    const input = parseInput(definition, { params, query: query ?? {}, body });
    const output = await handlers[name](input as RouteInput<typeof name>, context);
    if (output instanceof EventAnswer || output instanceof FileAnswer)
      throw new Error(`${name} does not answer with data, so a tool cannot use it`);
    return output;
  };
}
