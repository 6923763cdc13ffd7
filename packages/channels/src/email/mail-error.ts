/** What a failure of a mail server means. What a server says may contain anything: only its codes are passed on. */
import { PlatformError } from "../adapter/platform-error.js";

/** When a server asks for a pause, it does not say how long. */
const PAUSE_MS = 120_000;
const CHECK_PASSWORD =
  "Check user and password of channels.email. Many providers want an app password, which you make in the settings of the account.";
/** Refusals of a login that has nothing to do with the password. */
const BUSY: ReadonlySet<string | undefined> = new Set(["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"]);

interface Failure extends Error {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly authenticationFailed?: unknown;
  readonly serverResponseCode?: string;
}

/** @param what names what was tried, for the message */
export function imapError(error: unknown, what: string): PlatformError {
  if (error instanceof PlatformError) return error;
  const { authenticationFailed, serverResponseCode, code } = toFailure(error);
  if (authenticationFailed === true && !BUSY.has(serverResponseCode))
    return new PlatformError(
      "unauthorized",
      `The mail server refused the login (${what}). ${CHECK_PASSWORD}`,
      { step: "mail_password" },
    );
  return new PlatformError("unreachable", `The mail server could not be reached (${what})${getCode(code)}`);
}

/** @param what names what was tried, for the message */
export function smtpError(error: unknown, what: string): PlatformError {
  if (error instanceof PlatformError) return error;
  const { code, responseCode, response } = toFailure(error);
  if (typeof responseCode !== "number" || responseCode < 400)
    return new PlatformError(
      "unreachable",
      `The server for outgoing mail could not be reached (${what})${getCode(code)}`,
    );
  const text = `The server for outgoing mail refused ${what} with status ${responseCode}.`;
  if (code === "EAUTH" && responseCode >= 500)
    return new PlatformError("unauthorized", `${text} ${CHECK_PASSWORD}`, {
      status: responseCode,
      step: "mail_password",
    });
  if (responseCode >= 500) return new PlatformError("permanent", text, { status: responseCode });
  // 4.7 is policy: too many connections or mails. 421 closes the connection.
  const isTooFast =
    responseCode === 421 || (typeof response === "string" && /^4\d\d[ -]4\.7\./.test(response));
  return isTooFast
    ? new PlatformError("rate_limited", text, { status: responseCode, retryAfterMs: PAUSE_MS })
    : new PlatformError("unreachable", text, { status: responseCode });
}

function toFailure(error: unknown): Failure {
  return error instanceof Error ? error : new Error("unknown");
}

/** Codes such as `ECONNREFUSED`; never a text of the other side. */
function getCode(code: unknown): string {
  return typeof code === "string" && /^[A-Za-z_]{2,40}$/.test(code) ? `: ${code}` : "";
}
