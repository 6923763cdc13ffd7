/** What a failed model call means: its cause, in the provider's own words, and how long the provider wants us to wait. */
import {
  CLASS_OF_CAUSE,
  causeOfReport,
  type FailureCause,
  type FailureReport,
  isOverload,
  type RunErrorClass,
  redactText,
  resetIn,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { APICallError } from "ai";
import { ModelCallError } from "../errors.js";
import { ReportedError } from "./reported-error.js";

/** How a connection that broke in the middle of an answer shows in fetch. */
const FETCH_BROKE = /^(terminated|fetch failed|network|other side closed|socket hang up)/i;
const RETRYABLE: ReadonlySet<RunErrorClass> = new Set(["transient", "rate_limited"]);
/** Of what the provider says: enough for its sentence, too little for a prompt that it repeats. */
const WORDS_MAX_CHARS = 300;
const DEPTH_MAX = 5;
const BODY_MAX_CHARS = 64 * 1_024;

/** Whether the same call may succeed later. */
export function isRetryable(error: ModelCallError): boolean {
  return RETRYABLE.has(error.class);
}

/** Any error of a model call as a {@link ModelCallError}; the original is its `cause`. */
export function toFailure(error: unknown, now: number): ModelCallError {
  const own = ownIn(error);
  if (own instanceof ModelCallError) return own;
  if (own !== undefined) return reportedFailure(own, now);
  if (!APICallError.isInstance(error)) return unknownFailure(error);
  const { statusCode: status, responseHeaders: headers } = error;
  const body = toBody(error);
  const words = toWords(body) ?? (body === undefined ? plainWords(error.responseBody) : undefined);
  const retryAfterMs = resetIn({ text: words, fields: { headers, body }, isLimit: status === 429, now });
  const report = { status, names: namesIn(body), message: words ?? "" };
  const failureCause = getCause(error, { report, isBrief: retryAfterMs !== undefined });
  const modelOnly = failureCause === "outage" && isOverload(report);
  const where =
    status === undefined
      ? "could not be reached"
      : status < 400
        ? "broke off its answer"
        : `answered ${status}`;
  const said = words === undefined ? "." : `: ${sentence(words)}`;
  return new ModelCallError(
    CLASS_OF_CAUSE[failureCause],
    `The model provider ${where}${said} ${ADVICE[failureCause] ?? AGAIN}`,
    { failureCause, retryAfterMs, modelOnly, cause: error },
  );
}

/** Where this package or the provider itself said what happened. The SDK puts its own error around what a stream failed with. */
function ownIn(error: unknown): ModelCallError | ReportedError | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < DEPTH_MAX; one = one.cause, depth += 1) {
    if (one instanceof ModelCallError || one instanceof ReportedError) return one;
    // An error in the form of another provider, as gateways send it.
    if ("value" in one && objectIn(objectIn(one.value)?.error) !== undefined)
      return new ReportedError(one.value);
  }
  return undefined;
}

/** A status that a report names is one of several facts: many servers report in an answer of 200. */
function reportedFailure(error: ReportedError, now: number): ModelCallError {
  const body = objectIn(error.report);
  const words = toWords(body) ?? (typeof error.report === "string" ? plainWords(error.report) : undefined);
  const report = { status: statusIn(body), names: namesIn(body), message: words ?? "" };
  const cause = causeOfReport(report);
  const retryAfterMs = resetIn({ text: words, fields: body, isLimit: cause !== "outage", now });
  const failureCause = cause === "quota" && retryAfterMs !== undefined ? "limit" : cause;
  const said = words === undefined ? "." : `: ${sentence(words)}`;
  return new ModelCallError(
    CLASS_OF_CAUSE[failureCause],
    `The model provider ended its answer with an error${said} ${ADVICE[failureCause] ?? AGAIN}`,
    {
      failureCause,
      retryAfterMs,
      modelOnly: failureCause === "outage" && isOverload(report),
      cause: error,
    },
  );
}

function statusIn(body: Json | undefined): number | undefined {
  const inside = errorIn(body);
  return [inside?.statusCode, inside?.status, inside?.code]
    .map(Number)
    .find((status) => Number.isInteger(status) && status >= 400 && status < 600);
}

const AGAIN = "Try again.";
const CHECK = "Try again; if it stays so, check the network, the base URL and the provider's status page.";

const ADVICE: Partial<Record<FailureCause, string>> = {
  login: "Check the API key and its rights.",
  quota: "Check the credit and the limits of the provider's account, or use another provider.",
  model_missing: "Check the name of the model and the base URL.",
  context_full: "The conversation is too long for the model; shorten it or start a new one.",
  outage: CHECK,
  certificate:
    "The network or the provider uses a certificate that is not known here: set NODE_EXTRA_CA_CERTS to its file.",
  refused: "The request was refused; change it, or check the model's settings and the tools.",
};

function unknownFailure(error: unknown): ModelCallError {
  const name = error instanceof Error ? error.name : "";
  if (name === "AI_LoadAPIKeyError") {
    const message = "The model has no API key. Configure one.";
    return new ModelCallError("auth", message, { failureCause: "login", cause: error });
  }
  const broken = error instanceof Error && ("code" in error || FETCH_BROKE.test(error.message));
  const parse =
    name === "AI_JSONParseError" || name === "AI_TypeValidationError" || name.startsWith("AI_Invalid");
  if (broken || parse) {
    return new ModelCallError("transient", `The connection to the model provider broke. ${CHECK}`, {
      failureCause: "outage",
      cause: error,
    });
  }
  return new ModelCallError("invalid", "The model call failed in an unexpected way; see the cause.", {
    cause: error,
  });
}

interface Facts {
  report: FailureReport;
  /** Whether the provider says when it answers again. */
  isBrief: boolean;
}

function getCause(error: APICallError, { report, isBrief }: Facts): FailureCause {
  const { statusCode: status, isRetryable: mayPass } = error;
  if (status === undefined || status < 400)
    return causeOfReport({ names: listCodes(error), message: "" }) === "certificate"
      ? "certificate"
      : "outage";
  const cause = causeOfReport(report);
  if (cause === "refused" && mayPass) return "outage";
  // Providers speak of billing in every limit. One that ends by itself is only a limit.
  return cause === "quota" && isBrief ? "limit" : cause;
}

/** Of an error of the connection, which stands behind others. */
function listCodes(error: unknown): string[] {
  const codes: string[] = [];
  for (let one = error, depth = 0; one instanceof Error && depth < DEPTH_MAX; one = one.cause, depth += 1)
    if ("code" in one && typeof one.code === "string") codes.push(one.code);
  return codes;
}

function namesIn(body: Json | undefined): (string | undefined)[] {
  const inside = errorIn(body);
  return [inside?.code, inside?.type, inside?.status].map((name) =>
    typeof name === "string" ? name : undefined,
  );
}

/** The error of a body, of an event of the Responses API, of an event that the SDK did not know, or what is one itself. */
function errorIn(body: Json | undefined): Json | undefined {
  const wrapped = objectIn(body?.response) ?? objectIn(body?.value);
  return objectIn(body?.error) ?? objectIn(wrapped?.error) ?? body;
}

type Json = Readonly<Record<string, unknown>>;

function objectIn(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function toBody({ responseBody = "", data }: APICallError): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(responseBody.slice(0, BODY_MAX_CHARS));
    return objectIn(Array.isArray(parsed) ? parsed[0] : parsed) ?? objectIn(data);
  } catch {
    return objectIn(data); // It was no JSON, or too long.
  }
}

/** The sentence of an error's body, in the forms of all providers. */
function toWords(body: Json | undefined): string | undefined {
  const inside = errorIn(body);
  const found = [inside?.message, body?.error, body?.message, body?.detail, body?.error_description].find(
    (value): value is string => typeof value === "string" && value.trim() !== "",
  );
  return found === undefined ? undefined : shown(found);
}

/** A body that is a sentence and no page. */
function plainWords(text: string | undefined): string | undefined {
  const isSentence = text !== undefined && text.trim() !== "" && !/^\s*[<{[]/.test(text);
  return isSentence ? shown(text) : undefined;
}

function shown(text: string): string {
  const line = redactText(cleanLine(text.slice(0, 4 * WORDS_MAX_CHARS)));
  return line.length > WORDS_MAX_CHARS ? `${line.slice(0, WORDS_MAX_CHARS)}…` : line;
}

function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
