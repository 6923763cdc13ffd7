/** The daemon this page came from. No address, parameter or message can name another one. */
import { type Client, createClient } from "@tinyagi/client";
import { isAppError, isConfirmationRequired } from "@tinyagi/contracts";
import { words } from "../locale/words";
import { confirmAndSend } from "./confirming";
import { noteDaemonTime } from "./daemon-clock";
import { recordCacheAge } from "./offline";
import { ownFetch } from "./own-fetch";
import { notePosition } from "./stream/position";

let client: Client | undefined;
let lasting: Client | undefined;

/** The client. Its requests carry the session of this browser; no token is ever kept in the page. */
export function api(): Client {
  client ??= withConfirmation(
    createClient({
      baseUrl: location.origin,
      newMessageId,
      fetch: (url, options) =>
        ownFetch(url, options).then(recordCacheAge).then(noteDaemonTime).then(notePosition),
    }),
  );
  return client;
}

/** The client whose calls wait for a person when the daemon asks for a confirmation from outside the page. */
function withConfirmation(plain: Client): Client {
  const call = async (name: string, args: object = {}): Promise<unknown> => {
    const send = plain.call as (name: string, args: object) => Promise<unknown>;
    try {
      return await send(name, args);
    } catch (error) {
      if (!isConfirmationRequired(error)) throw error;
      return confirmAndSend(
        error,
        (confirmation) => send(name, { ...args, confirmation }),
        (next) => (isConfirmationRequired(next) ? next : undefined),
      );
    }
  };
  return { ...plain, call: call as Client["call"] };
}

/** A browser that came over plain HTTP from another machine, such as a phone, has no `randomUUID`. */
export function newMessageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web_${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The client for what was promised to a person: its requests arrive even when the page is left meanwhile. */
export function lastingApi(): Client {
  lasting ??= createClient({
    baseUrl: location.origin,
    fetch: (url, options) => ownFetch(url, { ...options, keepalive: true }),
  });
  return lasting;
}

export function isLoggedOut(error: unknown): boolean {
  return isAppError(error) && error.code === "UNAUTHORIZED";
}

/** What went wrong, for a person. The server's messages say what to do next. */
export function toWords(error: unknown): string {
  if (isAppError(error) && error.code === "DAEMON_UNREACHABLE") return words.common.errors.away;
  if (isConfirmationRequired(error)) return words.confirm.notDone;
  return error instanceof Error ? error.message : words.common.errors.unknown;
}

/** How an act goes that a dialog waits for. */
export function toRefusal(act: { isPending: boolean; error: Error | null }): {
  isPending: boolean;
  refusal: string | undefined;
} {
  return { isPending: act.isPending, refusal: act.error === null ? undefined : toWords(act.error) };
}
