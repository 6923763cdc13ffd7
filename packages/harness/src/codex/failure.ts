/** Classifies the failures that codex reports. Pure. */
import { HarnessError } from "@tinyagi/contracts";
import { reportedFailure } from "../cli/failure.js";
import { parseJsonLine, toObject, toText } from "../cli/json-line.js";

const SESSION_LOST = /no rollout found for (thread|conversation) id|thread not found|session not found/i;
const STATUS = /\bstatus:? (\d{3})\b/;

/** True for the message that codex prints when the session to resume does not exist. */
export function isCodexSessionLost(text: string): boolean {
  return SESSION_LOST.test(text);
}

/** Turns codex's error message into a typed failure. For a status of 400, codex prints the provider's JSON body. */
export function classifyCodexFailure(raw: string, now = Date.now()): HarnessError {
  const body = toObject(parseJsonLine(raw)?.error);
  const message = toText(body?.message) ?? (raw === "" ? "codex failed without a reason" : raw);
  if (isCodexSessionLost(message)) return new HarnessError("not_found", message, { sessionLost: true });
  const found = STATUS.exec(message)?.[1];
  const status = found === undefined ? (body === undefined ? undefined : 400) : Number(found);
  const names = [toText(body?.code) ?? toText(body?.type)];
  return reportedFailure({ status, names, message, fields: body, now });
}
