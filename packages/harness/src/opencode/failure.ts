/** Classifies the failures that opencode reports. Pure. */
import { HarnessError } from "@tinyagi/contracts";
import { reportedFailure } from "../cli/failure.js";
import { type JsonObject, parseJsonLine, toNumber, toObject, toText } from "../cli/json-line.js";

const SESSION_LOST = /session not found/i;
/** What a line about a failed request contains, in this order. opencode itself retries forever. */
const STREAM_ERROR = ['message="stream error"', " small=false ", 'error.error="'] as const;
/** The rest of a text in quotes. */
const QUOTED = /((?:[^"\\]|\\.)*)"/y;
const MODEL_NOT_FOUND = /ProviderModelNotFoundError: (Model not found: [^"\\)]*)/;

/** True for the message that opencode prints when the session to resume does not exist. */
export function isOpencodeSessionLost(text: string): boolean {
  return SESSION_LOST.test(text);
}

/** The message of a failed request in a log line. Undefined for any other line. */
export function parseStreamError(line: string): string | undefined {
  let at = 0;
  for (const mark of STREAM_ERROR) {
    const found = line.indexOf(mark, at);
    if (found === -1) return undefined;
    at = found + mark.length;
  }
  QUOTED.lastIndex = at;
  return QUOTED.exec(line)?.[1]
    ?.replace(/^[A-Za-z_]*Error: /, "")
    .replace(/\\(.)/g, "$1");
}

/** The message of a log line about a model that does not exist. */
export function parseModelProblem(line: string): string | undefined {
  return MODEL_NOT_FOUND.exec(line)?.[1]?.trim();
}

/**
 * Turns an `error` line into a typed failure.
 *
 * @param logged what the log reported about the model; the `error` line itself then gives no reason
 */
export function classifyOpencodeFailure(
  error: JsonObject | undefined,
  logged: string,
  now = Date.now(),
): HarnessError {
  const name = toText(error?.name) ?? "";
  const data = toObject(error?.data);
  const said = toText(data?.message) ?? name;
  if (name === "UnknownError" && logged !== "") {
    return new HarnessError("not_found", `${logged}; choose another model: opencode models`);
  }
  const message = said === "" ? "opencode failed without a reason" : said;
  const body = parseJsonLine(toText(data?.responseBody) ?? "");
  const inside = toObject(body?.error);
  const names = [name, toText(inside?.code), toText(inside?.type)];
  const fields = { headers: toObject(data?.responseHeaders), body };
  return reportedFailure({ status: toNumber(data?.statusCode), names, message, fields, now });
}
