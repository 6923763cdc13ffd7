/**
 * How providers and programs report the causes of failures: one table of statuses, names and words, with where they were
 * seen. Pure. Callers must pass only text that a program or provider marks as an error: a model that writes "rate limit"
 * has not failed.
 */
import type { FailureCause } from "../run-error.js";

/** What is known about a failure. */
export interface FailureReport {
  /** HTTP status. */
  readonly status?: number | undefined;
  /** Names that the provider or program gave it: `error.code`, `error.type`, an errno. */
  readonly names?: readonly (string | undefined)[];
  readonly message: string;
}

const BY_STATUS: ReadonlyMap<number, FailureCause> = new Map([
  [401, "login"],
  [402, "quota"],
  [404, "model_missing"],
  // A proxy on the way asks for its own login.
  [407, "captive_portal"],
  [408, "outage"],
  [409, "outage"],
  [413, "context_full"],
  [425, "outage"],
  [429, "limit"],
  [511, "captive_portal"],
]);
/** Statuses that say less than a name or the words beside them. */
const UNSPECIFIC: ReadonlySet<number> = new Set([404, 429]);
/** The one refusal that is often about the login. The words of others often repeat the request, which may be about anything. */
const FORBIDDEN = 403;

/** Exact names, in lower case. They precede words. */
const BY_NAME: ReadonlyMap<string, FailureCause> = new Map(
  (
    [
      [
        "context_full",
        "context_length_exceeded request_too_large contextoverflowerror model_context_window_exceeded exceed_context_size_error",
      ],
      // OpenAI and compatible providers; Anthropic; LiteLLM, Moonshot, Alibaba; DeepSeek and OpenRouter answer 402.
      [
        "quota",
        "insufficient_quota billing_error billing_hard_limit_reached billing_not_active payment_required insufficient_credits access_terminated budget_exceeded exceeded_current_quota_error arrearage",
      ],
      [
        "limit",
        "rate_limit rate_limit_error rate_limit_exceeded usage_limit_reached resource_exhausted too_many_requests throttlingexception tokens requests",
      ],
      [
        "login",
        "authentication_failed authentication_error permission_error invalid_api_key unauthenticated permission_denied providerautherror token_expired oauth_token_expired refresh_token_reused expiredtokenexception unrecognizedclientexception",
      ],
      ["model_missing", "model_not_found not_found_error model_not_available providermodelnotfounderror"],
      [
        "outage",
        "overloaded overloaded_error api_error server_error internal_server_error service_unavailable unavailable timeout_error econnrefused econnreset enotfound eai_again etimedout ehostunreach enetunreach enetdown epipe und_err_connect_timeout und_err_socket",
      ],
      // Of OpenSSL and Node.
      [
        "certificate",
        "self_signed_cert_in_chain depth_zero_self_signed_cert unable_to_verify_leaf_signature unable_to_get_issuer_cert unable_to_get_issuer_cert_locally cert_untrusted cert_has_expired cert_not_yet_valid err_tls_cert_altname_invalid",
      ],
      ["turn_limit", "error_max_turns error_max_budget_usd"],
      [
        "refused",
        "content_filter content_policy_violation moderation_blocked unsupported_country_region_territory",
      ],
    ] as const
  ).flatMap(([cause, names]) => names.split(" ").map((name) => [name, cause] as const)),
);

/** A provider that refuses what was asked, or where from. It precedes the words of a request that it repeats. */
const REFUSAL =
  /moderation|content[ _-]?(policy|filter|management policy)|flagged|usage polic|acceptable use|safety (system|settings|polic|reasons)|(country|region|territory|location) (is |are )?(not |un)supported|(not |un)(supported|available) in your|unsupported (country|region|territory|location)/i;

interface Words {
  readonly cause: FailureCause;
  readonly words: RegExp;
  /** In a message that may repeat the request; null: none. Default: `words`. */
  readonly narrow?: RegExp | null;
}

/** A page of a gateway before the provider, which reports the provider's fault. */
const GATEWAY_FAULT = /\b50[0-9]\b|\b52[0-9]\b|bad gateway|gateway time-?out|service unavailable/i;

/** In order: the first one that matches. */
const BY_WORDS: readonly Words[] = [
  {
    cause: "certificate",
    words:
      /self[- ]signed certificate|unable to (verify the first|get (local )?issuer) certificate|certificate[ _](verify[ _]failed|has expired|is not (yet valid|trusted))|x509: certificate|invalid peer certificate|unknown ?issuer|does not match certificate|unable_to_verify_leaf_signature|self_signed_cert|unable_to_get_issuer_cert/i,
    narrow: null,
  },
  {
    cause: "captive_portal",
    words:
      /captive portal|(network|proxy) authentication required|proxy response \(407\)|statuscode=407|unexpected token '?<|<!doctype html|<html/i,
    narrow: null,
  },
  {
    cause: "context_full",
    words:
      /prompt is too long|context[ _](window|length)|contextwindowexceeded|maximum context|too many (input )?tokens in|input is too long|ran out of room|exceeds? (the )?(model's |available )?(token|context) (limit|size)|tokens exceed the configured limit|exceeds the maximum number of tokens|range of input length|request too large|上下文长度/i,
  },
  {
    // Codex offers to sell more, and says when the limit ends.
    cause: "limit",
    words: /hit your usage limit/i,
    narrow: null,
  },
  {
    // Claude Code: the answer was longer than it may be.
    cause: "turn_limit",
    words: /exceeded the \d{1,9} output token maximum/i,
    narrow: null,
  },
  {
    cause: "quota",
    words:
      /insufficient[ _](quota|credits?|balance|funds)|credit balance|out of credits|billing|payment (is )?required|spend(ing)? limit|purchase (more )?credits|top up|subscription (has )?(expired|ended|lapsed)|budget has been exceeded|exceeded ?budget|over budget|included credits|in good standing|extra usage is required|with your chatgpt plan, upgrade|余额不足|欠费/i,
    narrow:
      /insufficient[ _](quota|credits?|balance|funds)|credit balance is|out of credits|billing (is )?(hard limit|not (active|enabled))|payment is required|reached (your |the )?spend(ing)? limit|purchase (more )?credits|subscription has (expired|ended|lapsed)|budget has been exceeded|exceeded ?budget|in good standing|余额不足|欠费/i,
  },
  {
    cause: "limit",
    words:
      /rate.?limit|too many requests|usage limit|hit your (\w+ )?limit|limit reached|limit will reset|(?<!disk )quota|throttl|resource.?exhausted|too many tokens/i,
    narrow:
      /rate limit (reached|exceeded)|too many requests|(reached|exceeded|hit) your (specified )?(api )?usage limit|usage limit (reached|exceeded)|hit your (session |weekly |daily )?limit|limit will reset|exceeded your (current )?quota|(?<!disk )quota (has been |is )?(exceeded|exhausted)/i,
  },
  {
    // Claude Code, GitHub Copilot CLI, Gemini, local servers, providers in China.
    cause: "limit",
    words:
      /out of (extra )?usage|exceeded your copilot token|allowance (is )?exhausted|(concurrency|tier|weekly|daily|hourly|monthly|plan) limit|concurrent requests|速率限制|频繁|频率|并发/i,
    narrow: null,
  },
  {
    cause: "login",
    words:
      /api key|authenticat|unauthori[sz]ed|not logged in|log ?in (again|required)|please (log|sign) ?in|sign in again|run \/login|codex login|auth login|oauth|(access|refresh) token|session (has )?expired|set an auth method|security token|organization has been disabled|(invalid|missing|expired|wrong|no) credentials\b|credentials (are|have|were) |no auth|身份验证/i,
    narrow:
      /(invalid|incorrect|wrong|missing|expired|revoked) (x-)?api[ -]key|api key (is |was |has |has been )?(invalid|incorrect|missing|expired|revoked|not valid|not found|disabled)|invalid (authentication|credentials)|authentication (has )?(failed|is required)|身份验证失败|not logged in|organization has been disabled|please (log|sign) in again|run \/login|oauth token (has |is )?(been )?(expired|revoked|invalid)/i,
  },
  {
    cause: "model_missing",
    words:
      /model.{0,80}(not found|not exist|not supported|no access)|issue with the selected model|unknown model/i,
  },
  {
    // OpenRouter, Bedrock, OpenCode, LM Studio, OpenAI.
    cause: "model_missing",
    words:
      /not a valid model|invalid model\b|model identifier is invalid|modelnotfound|no models? loaded|model is unloaded|access to (the )?model\b/i,
  },
  {
    cause: "outage",
    words:
      /overloaded|over capacity|at capacity|service unavailable|temporarily unavailable|bad gateway|gateway time-?out|high demand|(server|service|system)s? (is|are) (currently )?(too )?busy|负载过高|繁忙|过载|internal server error|server had an error|connection (error|refused|reset|closed|timed out)|connect(ion)? timeout|unable to connect|could ?n.t connect|error sending request|stream disconnected|socket hang up|fetch failed|request timed out|(idle|read|client|i\/o)[ .]timeout|due to timeout|deadline exceeded|stream closed|^(typeerror: )?terminated$|premature close|other side closed|connection lost|unexpected eof|error decoding response|failed to connect|no such host|network (error|is unreachable)|getaddrinfo|could not resolve|name resolution|dns|econnrefused|econnreset|enotfound|eai_again|etimedout|ehostunreach|enetunreach|offline|no internet/i,
  },
];
/** Faults of the way to the provider: whoever answered with a status was reached. */
const OF_NETWORK: ReadonlySet<FailureCause> = new Set(["outage", "captive_portal", "certificate"]);
/** Only the start of a message says what happened; the rest may be anything. */
const READ_MAX_CHARS = 4_000;

/** Cause of an HTTP status. Undefined for a status that is not an error. */
export function causeOfStatus(status: number): FailureCause | undefined {
  return BY_STATUS.get(status) ?? (status >= 500 ? "outage" : status >= 400 ? "refused" : undefined);
}

/** One request is larger than OpenAI takes in a minute: no wait makes it fit, although its names say "limit". */
const OVERSIZE = /request too large for /i;

/** The cause of a failure: its names, then its status, and its words where the status is missing or says little. */
export function causeOfReport({ status: given, names = [], message }: FailureReport): FailureCause {
  const text = message.slice(0, READ_MAX_CHARS);
  const status = given ?? leadingStatus(text);
  const byStatus = status === undefined ? undefined : causeOfStatus(status);
  if (OVERSIZE.test(text) && byStatus !== "outage") return "context_full";
  const byName = causeOfNames(names);
  if (byName !== undefined && !(byName === "limit" && byStatus === "refused")) return byName;
  if (byStatus !== undefined && byStatus !== "refused" && !UNSPECIFIC.has(status ?? 0)) return byStatus;
  // A refusal may repeat the request, with any names in it.
  const byInnerName = byStatus === "refused" ? undefined : causeOfNames(namesIn(text));
  const byWords = byInnerName ?? causeOfWords(text, status);
  // A refusal or a limit stays one, unless its words name something else than a fault of the provider.
  if (byWords !== undefined && !(OF_NETWORK.has(byWords) && byStatus !== undefined)) return byWords;
  return byStatus ?? causeOfStatusIn(text) ?? (REFUSAL.test(text) ? "refused" : "unknown");
}

function causeOfNames(names: readonly (string | undefined)[]): FailureCause | undefined {
  return names.map((name) => BY_NAME.get((name ?? "").toLowerCase())).find((cause) => cause !== undefined);
}

/** Programs print the body of an answer behind words of their own: the names in it say most. */
const INNER_NAME = /"(?:type|code|status)" ?: ?"([\w-]{1,60})"/g;

function namesIn(text: string): string[] {
  return Array.from(text.matchAll(INNER_NAME), ([, name = ""]) => name);
}

/** Claude Code and Codex begin with the status of the answer. */
const LEADING_STATUS = /^\[?(?:API Error:|unexpected status) ([45]\d\d)\b/;

function leadingStatus(text: string): number | undefined {
  const status = LEADING_STATUS.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** Libraries print a status without a word: "429 status code (no body)", "Request failed with status code 429", "HTTP 524". */
const STATUS_IN_WORDS =
  /\b(?:status(?: code)?|http(?: error)?|error(?: code)?)[:=]? ?([45]\d\d)\b|\b([45]\d\d) status code/i;

/** Only of a status that means the same wherever it comes from: others may be of a page that a tool has read. */
function causeOfStatusIn(text: string): FailureCause | undefined {
  const [, behind, before] = STATUS_IN_WORDS.exec(text) ?? [];
  const status = Number(behind ?? before);
  return status === 401 || status === 402 || status === 429 || status >= 500
    ? causeOfStatus(status)
    : undefined;
}

/** Anthropic's own status; names of Anthropic and of compatible providers. */
const OVERLOAD_STATUS = 529;
const OVERLOAD_NAMES: ReadonlySet<string> = new Set(["overloaded", "overloaded_error", "engine_overloaded"]);
/** Gemini, Anthropic and OpenAI say it of the model that was asked. */
const OVERLOAD_WORDS = /overloaded|(?:over|at) capacity|high demand/i;

/** Whether only the model that was asked has no room: others of its provider may answer. */
export function isOverload({ status, names = [], message }: FailureReport): boolean {
  return (
    status === OVERLOAD_STATUS ||
    names.some((name) => OVERLOAD_NAMES.has((name ?? "").toLowerCase())) ||
    OVERLOAD_WORDS.test(message.slice(0, READ_MAX_CHARS))
  );
}

function causeOfWords(text: string, status: number | undefined): FailureCause | undefined {
  const isRefused = status !== undefined && causeOfStatus(status) === "refused";
  if (isRefused && REFUSAL.test(text)) return "refused";
  const isNarrow = isRefused && status !== FORBIDDEN;
  const found = BY_WORDS.find(({ words, narrow = words }) => (isNarrow ? narrow : words)?.test(text))?.cause;
  return found === "captive_portal" && GATEWAY_FAULT.test(text) ? "outage" : found;
}
