/** Full-text search. For the operator only, because it finds the texts of all agents. */
import type { SearchHit } from "@tinyagi/contracts";
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

export function searchHandlers({ search, journal }: Services): Pick<RouteHandlers, "search"> {
  return {
    async search({ query }) {
      const found = await search.find(query);
      return {
        ...found,
        hits: found.hits.map((hit) => withoutCredentials(hit, journal.redacted(hit.snippet))),
      };
    },
  };
}

/** The places of matches are not known any more where a credential was left out. */
function withoutCredentials(hit: SearchHit, snippet: string): SearchHit {
  return snippet === hit.snippet ? hit : { ...hit, snippet, marks: [] };
}
