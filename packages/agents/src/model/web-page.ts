/**
 * A web page where a model should answer: the sign-in page of a network, or a base URL that points to a site. The request
 * carries the key of the provider, so it follows no redirect to another host.
 */
import { isPage, isPortalAnswer, PORTAL_WORDS } from "@tinyagi/contracts";
import { ModelCallError } from "../errors.js";

type Fetch = typeof globalThis.fetch;

const BASE_URL = "Check the base URL; it often ends in /v1.";
/** Redirects that keep the method and the body. */
const KEEPS_REQUEST: ReadonlySet<number> = new Set([307, 308]);

/** `fetch` that refuses pages. A failure of the server behind a proxy (5xx) stays one, for it may pass. */
export function refusePages(fetch: Fetch | undefined): Fetch {
  const ask = fetch ?? globalThis.fetch;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const response = await ask(input, { ...init, redirect: "manual" });
    const { status, headers } = response;
    const contentType = headers.get("content-type");
    const location = headers.get("location");
    if (isPortalAnswer({ url, status, contentType, location })) {
      drop(response);
      // A caller cannot tell it from a wrong base URL, and another call would end in the same way for now.
      throw new ModelCallError(
        "not_found",
        `The model provider did not answer: ${PORTAL_WORDS}. ${BASE_URL}`,
        {
          failureCause: "captive_portal",
        },
      );
    }
    if (status >= 300 && status < 400 && location !== null) {
      drop(response);
      const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
      if (KEEPS_REQUEST.has(status) && target?.hostname === new URL(url).hostname)
        return ask(target.href, { ...init, redirect: "error" });
      throw new ModelCallError(
        "not_found",
        `The model provider answered ${status} with another address. ${BASE_URL}`,
      );
    }
    const isPassing = status >= 500 || status === 429 || status === 408;
    if (!isPage(contentType) || isPassing || status === 401 || status === 403) return response;
    drop(response);
    throw new ModelCallError(
      "not_found",
      `The model provider answered ${status} with a web page. ${BASE_URL}`,
    );
  };
}

function drop(response: Response): void {
  response.body?.cancel().catch(() => {
    // The page is not read; that it could not be let go changes nothing.
  });
}
