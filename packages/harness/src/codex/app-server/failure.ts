/** Classifies the failures that `codex app-server` reports with their types. Pure. */
import type { HarnessError } from "@tinyagi/contracts";
import { reportedFailure } from "../../cli/failure.js";
import { toNumber, toObject } from "../../cli/json-line.js";
import { classifyCodexFailure } from "../failure.js";
import type { CodexFailure } from "./messages.js";

/** Types without a status, in the words of a provider that has them. */
const REPORTED: Readonly<Record<string, { status?: number; name?: string }>> = {
  contextWindowExceeded: { name: "context_length_exceeded" },
  sessionBudgetExceeded: { name: "insufficient_quota" },
  usageLimitExceeded: { status: 429 },
  rateLimitExceeded: { status: 429 },
  serverOverloaded: { status: 503, name: "overloaded" },
  flexUnavailable: { status: 503 },
  policyCapacityUnavailable: { status: 503 },
  internalServerError: { status: 500 },
  modelNotFound: { name: "model_not_found" },
  unauthorized: { status: 401 },
};

/** The failure of a turn. What has no known type is judged by its words, as that of `codex exec`. */
export function classifyTurnFailure(
  { message, codexErrorInfo: info }: CodexFailure,
  now: number,
): HarnessError {
  const type = typeof info === "string" ? info : Object.keys(info ?? {})[0];
  const details = typeof info === "string" ? undefined : toObject(info?.[type ?? ""]);
  const known = type !== undefined && Object.hasOwn(REPORTED, type) ? REPORTED[type] : undefined;
  const status = toNumber(details?.httpStatusCode) ?? known?.status;
  if (message === "" || (status === undefined && known === undefined))
    return classifyCodexFailure(message, now);
  return reportedFailure({ status, names: [known?.name], message, now });
}
