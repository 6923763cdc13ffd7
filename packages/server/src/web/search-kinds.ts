/** Who can search: where to ask, how, and where the results are in the answer. A new one is a row here. */
import type { WebSearchKind } from "@tinyagi/contracts";

export interface SearchRow {
  /** Absent: the settings say it. */
  readonly url?: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly headers: (key: string) => Readonly<Record<string, string>>;
  /** The parameters of the question: of the address for GET, as JSON for POST. */
  readonly ask: (query: string, count: number) => Readonly<Record<string, string | number>>;
  /** Keys that lead to the list of results. */
  readonly results: readonly string[];
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

export const SEARCHERS: Readonly<Record<WebSearchKind, SearchRow>> = {
  brave: {
    url: "https://api.search.brave.com",
    path: "/res/v1/web/search",
    method: "GET",
    headers: (key) => ({ "x-subscription-token": key }),
    ask: (q, count) => ({ q, count }),
    results: ["web", "results"],
  },
  tavily: {
    url: "https://api.tavily.com",
    path: "/search",
    method: "POST",
    headers: bearer,
    ask: (query, max_results) => ({ query, max_results }),
    results: ["results"],
  },
  searxng: {
    path: "/search",
    method: "GET",
    headers: bearer,
    ask: (q) => ({ q, format: "json" }),
    results: ["results"],
  },
  custom: {
    path: "",
    method: "GET",
    headers: bearer,
    ask: (q) => ({ q }),
    results: ["results"],
  },
};
