/**
 * The meaning of each code and what to do about it, for the generated reference and for tools. The types require an
 * entry for each code.
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
  INVALID_JSON: { meaning: "The body is not valid JSON.", action: "Send one JSON document in UTF-8." },
  INVALID_HOST: {
    meaning: "The Host header names a host that the daemon does not accept.",
    action: "Use a loopback name, or add the host to `server.allowedHosts`.",
  },
  MALFORMED_HOST: {
    meaning: "The request has no Host header or several, or its target is not a path.",
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
    meaning: "The caller is known but may not do this.",
    action: "Use a token with the right to do it, or ask the operator.",
  },
  NOT_FOUND: {
    meaning: "Nothing has this id or path.",
    action: "Look it up in the list, for example `tinyagi agent list`.",
  },
  METHOD_NOT_ALLOWED: {
    meaning: "The path exists, but not with this method.",
    action: "Use a method from the Allow header.",
  },
  NOT_ACCEPTABLE: {
    meaning: "The Accept header excludes the only type this route sends.",
    action: "Allow `text/event-stream` in the Accept header, or omit the header.",
  },
  CONFLICT: {
    meaning: "The current state does not allow it, or someone else changed it first.",
    action: "Read the state again, then decide.",
  },
  DUPLICATE_MESSAGE: {
    meaning: "A message with this id was accepted before.",
    action: "Do nothing. The first one counts; `messageId` names it.",
  },
  EVENTS_PRUNED: {
    meaning: "The journal no longer goes back as far as the reader asked.",
    action: "Read the current state, then follow the stream without a position.",
  },
  PAYLOAD_TOO_LARGE: {
    meaning: "The body is larger than the route accepts.",
    action: "Send less in one request.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    meaning: "The route does not accept this content type.",
    action: "Send `Content-Type: application/json`.",
  },
  RATE_LIMITED: {
    meaning: "Too many requests of this kind came in a short time.",
    action: "Wait as long as the Retry-After header says.",
  },
  INTERNAL: {
    meaning: "An error in TinyAGI; the log has the cause under the request's id.",
    action: "Try again. Report it if it happens again.",
  },
  UNAVAILABLE: { meaning: "The daemon cannot serve this now.", action: "Try again shortly." },
  SHUTTING_DOWN: {
    meaning: "The daemon is stopping and accepts nothing new.",
    action: "Try again when it is back.",
  },
  TOO_MANY_STREAMS: {
    meaning: "All event streams are in use.",
    action: "Close a stream that you do not read.",
  },
  UNKNOWN_AGENT: { meaning: "No agent or team has this id.", action: "See `tinyagi agent list`." },
  NO_AGENTS: { meaning: "No agent is configured.", action: "Add one with `tinyagi agent add`." },
  SETTINGS_INVALID: {
    meaning: "The settings would not be valid after this change; nothing was changed.",
    action: "Correct what `details` names.",
  },
  SETTINGS_UNREADABLE: {
    meaning: "The settings file is missing, unreadable or not valid, so TinyAGI does not overwrite it.",
    action: "Correct the place that the message names, with `tinyagi config edit`.",
  },
  SECRET_UNRESOLVED: {
    meaning: "A reference to a secret (`env:`, `file:`) points to nothing.",
    action: "Set the variable or the file for the daemon, or write the secret itself.",
  },
  STORE_TOO_NEW: {
    meaning: "The database was written by a newer release.",
    action: "Start that release, or restore a backup.",
  },
  STORE_DAMAGED: {
    meaning: "The database is damaged.",
    action: "Restore a backup; the message says where the file is.",
  },
  STORE_UNAVAILABLE: {
    meaning: "The database could not be written, e.g. on a full disk.",
    action: "Free some space and try again; nothing was partly written.",
  },
  SQLITE_TOO_OLD: { meaning: "The SQLite library is too old.", action: "Install the dependencies again." },
  HOME_LOCKED: {
    meaning: "Another daemon runs on this home.",
    action: "Use that one, or stop it with `tinyagi stop`.",
  },
  HOME_UNWRITABLE: {
    meaning: "The home directory cannot be used.",
    action: "Check its owner, permissions and disk.",
  },
  PORT_IN_USE: {
    meaning: "Another program listens on the port.",
    action: "Stop that program, or choose another port in `server.port`.",
  },
  IMPORT_REFUSED: {
    meaning: "The data to import conflicts with existing data, or is not valid.",
    action: "See `details`; nothing was changed.",
  },
  BACKUP_TARGET_UNAVAILABLE: {
    meaning: "The folder or the bucket in `backup.target` cannot be used.",
    action: "Do what the message says. The backup in `<home>/backups` is not affected.",
  },
  PLACE_OFFLINE: {
    meaning: "The machine that the agent works on cannot be reached.",
    action: "Start TinyAGI on that machine, then try again.",
  },
  BACKUP_INVALID: {
    meaning: "The file is damaged, incomplete, or not a TinyAGI backup.",
    action: "Use another backup; nothing was changed.",
  },
  CONFIRMATION_NEEDED: {
    meaning: "The action runs or installs something and was not confirmed.",
    action: "Check what `details` names and send the request again with the confirmation.",
  },
  STALE_RUN: {
    meaning: "A newer run processes this message.",
    action: "Do nothing. The result of the newer run counts.",
  },
  ILLEGAL_TRANSITION: {
    meaning: "The message is in a state that does not allow it.",
    action: "Read its state again.",
  },
  PATH_REFUSED: {
    meaning: "A path is outside the folders where the agent may work.",
    action: "Choose a path inside the workspace.",
  },
  SPAWN_REFUSED: {
    meaning: "A plan for sub-agents breaks a rule or a limit.",
    action: "Correct what `details` names.",
  },
  BUDGET_EXCEEDED: { meaning: "A budget is used up.", action: "Raise it, or wait until it starts again." },
  APPROVAL_ANSWERED: {
    meaning: "The approval was decided before. The first decision counts.",
    action: "Do nothing. `tinyagi approvals --status all` shows the decision.",
  },
  APPROVAL_CHANGED: {
    meaning: "The digest is not the one of this approval, so the answer was made for other content.",
    action: "Read the approval again with `tinyagi approvals`, then decide.",
  },
  APPROVAL_CLOSED: {
    meaning: "The approval expired, or the run that asked has ended.",
    action: "Do nothing. If the agent still needs a decision, it asks again.",
  },
  CONFIRMATION_REQUIRED: {
    meaning:
      "A browser session wants to weaken a guard or do something that outlives it; `confirmation` says what changes.",
    action:
      "Run `tinyagi confirm`, or write /confirm in a chat as owner, and repeat the request with the code in the header `X-TinyAGI-Confirmation`.",
  },
  STORAGE_FULL: {
    meaning: "The disk, or what this user may use of it, is full. The old content is unchanged.",
    action: "Free some space, then try again.",
  },
  STORAGE_UNAVAILABLE: {
    meaning: "A file could not be written or read: permissions, a read-only or a failing disk.",
    action: "Run `tinyagi doctor`, correct what it names, then try again.",
  },
  TOO_MANY_FILES: {
    meaning: "The process or the machine has no more open files.",
    action: "Raise the limit and restart: `ulimit -n 4096 && tinyagi restart`.",
  },
  AGENT_FAILED: {
    meaning: "No agent answered the message; the error contains the reason.",
    action: "Read `tinyagi why` for the message, fix the cause, then send it again or retry the dead letter.",
  },
  CANCELLED: { meaning: "The work was cancelled on request.", action: "Do nothing." },
  DAEMON_UNREACHABLE: { meaning: "No daemon answers.", action: "Start it with `tinyagi start`." },
  TIMED_OUT: { meaning: "The answer took too long.", action: "Try again, or allow more time." },
};
