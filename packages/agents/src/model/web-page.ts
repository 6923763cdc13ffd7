/**
 * A web page where a model should answer: the sign-in page of a network, or a base URL that points to a site. The request
 * carries the key of the provider, so it follows one redirect at most, and only to the same server.
 */
import { isPage, isPortalAnswer, PORTAL_WORDS } from "@tinyagi/contracts";
import { ModelCallError } from "../errors.js";
import { ReportedError } from "./reported-error.js";

export type Fetch = typeof globalThis.fetch;

const BASE_URL = "Check the base URL; it often ends in /v1.";
/** Redirects that keep the method and the body. */
const KEEPS_REQUEST: ReadonlySet<number> = new Set([307, 308]);

/** `fetch` that refuses pages. A failure of the server behind a proxy (5xx) stays one, for it may pass. */
export function refusePages(fetch: Fetch | undefined): Fetch {
  const ask = fetch ?? globalThis.fetch;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const response = await ask(input, { ...init, redirect: "manual" });
    refusePortal(response, url);
    const target = followed(response, url);
    if (target === undefined) return toAnswer(response);
    drop(response);
    const second = await ask(target, { ...init, redirect: "manual" });
    refusePortal(second, target);
    return toAnswer(second);
  };
}

/** What an answer of 200 is that is no stream of events, by how it begins: a page without its type, a failure, or anything else. @throws it */
export function refuseOpening(opening: string, response: Response, url: string): never {
  if (opening.startsWith("<")) {
    const { status } = response;
    refuse({ response, url, contentType: "text/html" });
    throw elsewhere(status, "a web page");
  }
  const report = parse(opening);
  if (hasError(report)) throw new ReportedError(report);
  throw elsewhere(response.status, "something else than an answer");
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value[0] : value;
  } catch {
    return undefined; // It was cut, or is no JSON.
  }
}

function hasError(report: unknown): boolean {
  return typeof report === "object" && report !== null && "error" in report && report.error !== null;
}

/** @returns where to ask again */
function followed({ status, headers }: Response, url: string): string | undefined {
  const location = headers.get("location");
  if (!KEEPS_REQUEST.has(status) || location === null || !URL.canParse(location, url)) return undefined;
  const [from, to] = [new URL(url), new URL(location, url)];
  return from.origin === to.origin || isSecured(from, to) ? to.href : undefined;
}

/** Only the change to TLS that servers ask for: the same host, each on the port of its scheme. */
function isSecured(from: URL, to: URL): boolean {
  const isSameHost = from.hostname === to.hostname && from.port === "" && to.port === "";
  return isSameHost && from.protocol === "http:" && to.protocol === "https:";
}

function refusePortal(response: Response, url: string): void {
  refuse({ response, url, contentType: response.headers.get("content-type") });
}

/** @throws ModelCallError where a network answers in the place of the provider */
function refuse(answer: { response: Response; url: string; contentType: string | null }): void {
  const { response, url, contentType } = answer;
  const { status, headers } = response;
  if (!isPortalAnswer({ url, status, contentType, location: headers.get("location") })) return;
  drop(response);
  // A caller cannot tell it from a wrong base URL, and another call would end in the same way for now.
  throw new ModelCallError("not_found", `The model provider did not answer: ${PORTAL_WORDS}. ${BASE_URL}`, {
    failureCause: "captive_portal",
  });
}

/** @throws ModelCallError for a redirect and for a page */
function toAnswer(response: Response): Response {
  const { status, headers } = response;
  const isRedirect = status >= 300 && status < 400 && headers.get("location") !== null;
  const isPassing = status >= 500 || status === 429 || status === 408 || status === 401 || status === 403;
  if (!isRedirect && (isPassing || !isPage(headers.get("content-type")))) return response;
  drop(response);
  const what = isRedirect ? "another address" : "a web page";
  throw elsewhere(status, what);
}

function elsewhere(status: number, what: string): ModelCallError {
  return new ModelCallError("not_found", `The model provider answered ${status} with ${what}. ${BASE_URL}`);
}

function drop(response: Response): void {
  response.body?.cancel().catch(() => {
    // The page is not read; that it could not be let go changes nothing.
  });
}
