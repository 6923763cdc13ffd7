/**
 * Identifies the caller: by the operator's token, the token of a run or a channel, or the secret of a browser session. It
 * reads tokens only from the Authorization header and sessions only from their own header, never from a cookie, a URL
 * or a body. A request with an Authorization header is judged by that header alone.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "@tinyagi/contracts";
import { headerValues } from "../headers/raw-headers.js";
import type { ServerAuth } from "../options.js";
import { hasSession, readSession } from "../session/session-header.js";
import type { Sessions } from "../session/sessions.js";
import type { Identify, Principal } from "./principal.js";
import type { RefuseWrong } from "./wrong-credentials.js";

const BEARER_PATTERN = /^Bearer +([A-Za-z0-9._~+/=-]{1,512}) *$/i;
const WRONG_TOKEN = "The token is wrong.";
const TOKEN_NEEDED = "A token is required. Send it as Authorization: Bearer <token>.";
const SESSION_OVER = "The browser session has ended. Open a new one.";

export interface Authenticator {
  /**
   * Returns the caller, or throws `UNAUTHORIZED` (401) or `RATE_LIMITED` (429).
   * @param client of a request from elsewhere, which always needs a login
   */
  authenticate(rawHeaders: readonly string[], client?: string): Principal;
}

/** An authenticator over the operator's token, scoped tokens and browser sessions. */
export function createAuthenticator(options: {
  auth: ServerAuth;
  refuseWrong: RefuseWrong;
  identify: Identify;
  sessions?: Pick<Sessions, "identify"> | undefined;
}): Authenticator {
  const { auth, refuseWrong, identify, sessions } = options;
  const expected = digest(auth.token);

  function byToken(values: readonly string[]): Principal | undefined {
    const token = values.length === 1 ? BEARER_PATTERN.exec(values[0] ?? "")?.[1] : undefined;
    if (token === undefined) return undefined;
    if (auth.token !== "" && timingSafeEqual(digest(token), expected)) return { kind: "operator" };
    return identify(token);
  }

  function bySession(rawHeaders: readonly string[], client: string | undefined): Principal {
    if (!hasSession(rawHeaders)) throw new AppError("UNAUTHORIZED", TOKEN_NEEDED);
    const secret = readSession(rawHeaders);
    const sessionId = secret === undefined ? undefined : sessions?.identify(secret);
    if (sessionId === undefined) throw refuseWrong(SESSION_OVER, client);
    return { kind: "browser", sessionId };
  }

  return {
    authenticate(rawHeaders, client) {
      const values = headerValues(rawHeaders, "authorization");
      // Here a token is optional. A run that sends one still gets only the rights of that token.
      if (auth.mode() === "none" && client === undefined) return byToken(values) ?? { kind: "local" };
      if (values.length === 0) return bySession(rawHeaders, client);
      const principal = byToken(values);
      if (principal === undefined) throw refuseWrong(WRONG_TOKEN, client);
      return principal;
    },
  };
}

/** Gives the constant-time comparison two inputs of equal length. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
