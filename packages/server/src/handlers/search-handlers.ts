/** Full-text search. For the operator only, because it finds the texts of all agents. */
import type { RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

export function searchHandlers({ search }: Services): Pick<RouteHandlers, "search"> {
  return { search: ({ query }) => search.find(query) };
}
