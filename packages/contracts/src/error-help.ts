/**
 * What each code of the catalogue means and what to do about it, for the generated reference and for tools. The
 * types demand a line for each code.
 */
import type { ErrorCode } from "./error-code.js";

export interface ErrorHelp {
  /** When the code is used, one sentence. */
  meaning: string;
  /** What the caller or the operator can do, one sentence. */
  action: string;
}

export const ERROR_HELP: Readonly<Record<ErrorCode, ErrorHelp>> = {
  INVALID_INPUT: {
    meaning: "A part of the request does not fit its schema.",
    action: "Correct what `details` names.",
  },
  INVALID_JSON: { meaning: "The body is no JSON.", action: "Send one JSON document in UTF-8." },
  INVALID_HOST: {
    meaning: "The Host header names a host the daemon does not answer to.",
    action: "Use a loopback name, or add the host to `server.allowedHosts`.",
  },
  MALFORMED_HOST: {
    meaning: "The request has no Host, several, or a target that is no path.",
    action: "Use an HTTP client that sends one Host header and a path.",
  },
  FORBIDDEN_ORIGIN: {
    meaning: "A web page of another origin sent the request.",
    action: "Add the exact origin to `server.allowedOrigins` if the page is yours.",
  },
  UNAUTHORIZED: {
    meaning: "The token is missing or wrong.",
    action: "Send `Authorization: Bearer` with the token of `<home>/auth/token`.",
  },
  FORBIDDEN: {
    meaning: "The caller is known and may not do this.",
    action: "Use a token with the right to do it, or ask the operator.",
  },
  NOT_FOUND: { meaning: "There is no such thing or path.", action: "Look it up in the list of its kind." },
  METHOD_NOT_ALLOWED: {
    meaning: "The path exists, but not with this method.",
    action: "Use a method of the Allow header.",
  },
  CONFLICT: {
    meaning: "The state of things does not allow it, or somebody else changed it first.",
    action: "Read the state again and decide anew.",
  },
  DUPLICATE_MESSAGE: {
    meaning: "A message with this id was accepted before.",
    action: "Nothing: the first one counts; `messageId` names it.",
  },
  EVENTS_PRUNED: {
    meaning: "The journal no longer goes back as far as the reader asked.",
    action: "Read the present state, then follow the stream without a position.",
  },
  PAYLOAD_TOO_LARGE: { meaning: "The body is larger than the route takes.", action: "Send less at once." },
  UNSUPPORTED_MEDIA_TYPE: {
    meaning: "The body has another content type than the route takes.",
    action: "Send `Content-Type: application/json`.",
  },
  RATE_LIMITED: {
    meaning: "Too many requests of this kind came in a short time.",
    action: "Wait for as long as Retry-After says.",
  },
  INTERNAL: {
    meaning: "A fault of this project; the log has the cause under the request's id.",
    action: "Try again; report it when it stays.",
  },
  UNAVAILABLE: { meaning: "The daemon cannot serve this now.", action: "Try again shortly." },
  SHUTTING_DOWN: {
    meaning: "The daemon is stopping and takes nothing new.",
    action: "Try again when it is back.",
  },
  TOO_MANY_STREAMS: { meaning: "All event streams are taken.", action: "Close one that is not read." },
  UNKNOWN_AGENT: { meaning: "No agent or team has this id.", action: "See `tinyagi agent list`." },
  NO_AGENTS: { meaning: "No agent is configured.", action: "Add one with `tinyagi agent add`." },
  SETTINGS_INVALID: {
    meaning: "The settings, as they would be, are not valid; nothing was changed.",
    action: "Correct what `details` names.",
  },
  SETTINGS_UNREADABLE: {
    meaning: "The settings file is missing, unreadable or not valid, so that nothing may be written over it.",
    action: "Correct the place the message names, with `tinyagi config edit`.",
  },
  SECRET_UNRESOLVED: {
    meaning: "A reference to a secret (`env:`, `file:`) leads nowhere.",
    action: "Set the variable or the file for the daemon, or write the secret itself.",
  },
  STORE_TOO_NEW: {
    meaning: "The database was written by a newer release.",
    action: "Start that release, or go back to a backup.",
  },
  STORE_DAMAGED: {
    meaning: "The database is damaged.",
    action: "Restore a backup; the message says where the file is.",
  },
  STORE_UNAVAILABLE: {
    meaning: "The database could not be written, e.g. on a full disk.",
    action: "Make room and try again; nothing was half written.",
  },
  SQLITE_TOO_OLD: { meaning: "The SQLite library is too old.", action: "Install the dependencies anew." },
  HOME_LOCKED: {
    meaning: "Another daemon runs on this home.",
    action: "Use that one, or end it with `tinyagi stop`.",
  },
  HOME_UNWRITABLE: {
    meaning: "The home directory cannot be used.",
    action: "See to its owner, permissions and disk.",
  },
  PORT_IN_USE: {
    meaning: "Another program listens on the port.",
    action: "End it, or choose another port in `server.port`.",
  },
  IMPORT_REFUSED: {
    meaning: "What is to be imported does not fit what is there.",
    action: "See `details`; nothing was changed.",
  },
  BACKUP_INVALID: {
    meaning: "The backup is damaged, not whole, or no backup of this project.",
    action: "Use another backup; nothing was changed.",
  },
  CONFIRMATION_NEEDED: {
    meaning: "The action runs or installs something and was not confirmed.",
    action: "Look at what `details` names and send it again with the confirmation.",
  },
  STALE_RUN: {
    meaning: "The run is no longer the one that works on its message.",
    action: "Nothing: the newer run's result counts.",
  },
  ILLEGAL_TRANSITION: {
    meaning: "The message is in a state that does not allow it.",
    action: "Read its state again.",
  },
  PATH_REFUSED: {
    meaning: "A path lies outside of where the agent may work.",
    action: "Choose a path inside of the workspace.",
  },
  SPAWN_REFUSED: {
    meaning: "A plan for sub-agents breaks a rule or a limit.",
    action: "Correct what `details` names.",
  },
  BUDGET_EXCEEDED: { meaning: "A budget is used up.", action: "Raise it, or wait until it begins anew." },
  CANCELLED: { meaning: "The work was ended on request.", action: "Nothing." },
  DAEMON_UNREACHABLE: { meaning: "No daemon answers.", action: "Start it with `tinyagi start`." },
  TIMED_OUT: { meaning: "The answer took too long.", action: "Try again, or allow more time." },
};
