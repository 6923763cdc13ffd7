/** Full-text search. The operator's alone: it finds what other agents were told. */
import type { RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

export function searchHandlers({ search }: Services): Pick<RouteHandlers, "search"> {
  return { search: ({ query }) => search.find(query) };
}
