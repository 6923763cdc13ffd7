/** A web page where a model should answer: the base URL points to a site, a login or a proxy, and no retry helps. */
import { ModelCallError } from "../errors.js";

type Fetch = typeof globalThis.fetch;

/** `fetch` that refuses pages. A failure of the server behind a proxy (5xx) stays one, for it may pass. */
export function refusePages(fetch: Fetch | undefined): Fetch {
  return async (input, init) => {
    const response = await (fetch ?? globalThis.fetch)(input, init);
    const isPage = response.headers.get("content-type")?.toLowerCase().includes("text/html") === true;
    const isPassing = response.status >= 500 || response.status === 429 || response.status === 408;
    if (!isPage || isPassing || response.status === 401 || response.status === 403) return response;
    response.body?.cancel().catch(() => {
      // The page is not read; that it could not be let go changes nothing.
    });
    throw new ModelCallError(
      "not_found",
      `The model provider answered ${response.status} with a web page. Check the base URL; it often ends in /v1.`,
    );
  };
}
