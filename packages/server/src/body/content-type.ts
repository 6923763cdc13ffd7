/**
 * Accepts only JSON in UTF-8. Forms, text/plain and multipart bodies, which a foreign page could send without a
 * preflight, are refused before any byte of the body is read.
 */
import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "@tinyagi/contracts";

const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;
const BODY_METHODS: ReadonlySet<string> = new Set(["POST", "PUT", "DELETE", "PATCH"]);

/** Throws `UNSUPPORTED_MEDIA_TYPE` (415) when the request has or announces a body that is not JSON. */
export function checkContentType(method: string, headers: IncomingHttpHeaders): void {
  if (!BODY_METHODS.has(method)) return;
  const type = headers["content-type"];
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the body without content encoding.");
  }
  if (type === undefined ? hasBody(headers) : !JSON_TYPE.test(type)) {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json.");
  }
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}
