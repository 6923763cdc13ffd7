/** What the client needs of `fetch`: any runtime, and a lighter one than Node's, can provide it. */

/** The part of `fetch` this package uses; hand in your own for tests or other runtimes. */
export type FetchLike = (url: string, init: HttpRequest) => Promise<HttpAnswer>;

export interface HttpRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** The server never redirects; a redirect is never followed. */
  redirect: "error";
  signal: AbortSignal;
}

/** The part of a `Response` this package reads. */
export type HttpAnswer = Pick<Response, "ok" | "status" | "body" | "text" | "json"> & {
  headers: Pick<Headers, "get">;
};
