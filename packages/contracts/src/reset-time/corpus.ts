/**
 * Written forms of the end of a limit, as providers and programs print them, with what is meant. The times count from
 * {@link CORPUS_NOW}, a Wednesday at noon in UTC, which is the machine's zone here. For tests only.
 */
import type { ResetFacts } from "./reset-time.js";

export const CORPUS_NOW = Date.UTC(2026, 6, 1, 12, 0, 0);
const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const at = (...time: Parameters<typeof Date.UTC>) => Date.UTC(...time) - CORPUS_NOW;

/** Source, what it wrote, milliseconds until then. */
export const CORPUS: readonly (readonly [
  source: string,
  facts: Omit<ResetFacts, "now">,
  wait: number | undefined,
])[] = [
  ["Gemini API", { text: "You exceeded your current quota. Please retry in 34.074824224s." }, 34_075],
  [
    "Gemini API, RetryInfo",
    {
      text: 'got 429: {"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.074824224s"}]}}',
    },
    34_075,
  ],
  [
    "Gemini CLI",
    { text: "You have exhausted your capacity on this model. Your quota will reset after 3h12m5s." },
    3 * H + 12 * M + 5 * S,
  ],
  ["Gemini CLI, over a day", { text: "Your quota will reset after 20h51m35s." }, 12 * H],
  ["Gemini, daily", { text: "Requests per day reset at midnight Pacific time" }, 12 * H],
  ["Google quota body", { fields: { quotaResetTimeStamp: "2026-07-01T14:30:00Z" } }, 2.5 * H],
  [
    "OpenAI",
    {
      text: "Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000. Please try again in 1.5s. Visit https://platform.openai.com/account/rate-limits",
    },
    1_500,
  ],
  ["OpenAI", { text: "Please try again in 1h12m0s." }, H + 12 * M],
  ["OpenAI", { text: "Please try again in 6m0s." }, 6 * M],
  ["OpenAI", { text: "Please try again in 20ms." }, 20],
  [
    "OpenAI headers, requests used up",
    {
      fields: {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "6m0s",
        "x-ratelimit-remaining-tokens": "900",
        "x-ratelimit-reset-tokens": "59m",
      },
    },
    6 * M,
  ],
  [
    "OpenAI headers, nothing used up",
    { fields: { "x-ratelimit-remaining-requests": "7", "x-ratelimit-reset-requests": "6m0s" } },
    undefined,
  ],
  [
    "Groq",
    {
      text: "Rate limit reached for model in organization on tokens per day (TPD): Limit 100000, Used 99000. Please try again in 7m12.288s.",
    },
    7 * M + 12_288,
  ],
  ["Groq headers", { fields: { "retry-after": "2", "x-ratelimit-reset-tokens": "7.66s" } }, 2 * S],
  ["Claude Code 1", { text: `Claude AI usage limit reached|${(CORPUS_NOW + 2 * H) / 1_000}` }, 2 * H],
  ["Claude Code 1, just past", { text: "Claude AI usage limit reached|1751234567" }, 0],
  ["Claude Code, milliseconds", { text: `Claude AI usage limit reached|${CORPUS_NOW + 2 * H}` }, 2 * H],
  ["Claude Code 2", { text: "5-hour limit reached ∙ resets 3pm (UTC)" }, 3 * H],
  ["Claude Code 2, a minute past", { text: "5-hour limit reached ∙ resets 11:59am (UTC)" }, 0],
  ["Claude Code 2, another zone", { text: "You've hit your session limit · resets 3pm (Europe/Berlin)" }, H],
  ["Claude Code 2, without a zone", { text: "You've hit your limit · resets 1:03pm" }, H + 3 * M],
  ["Claude Code 2, weekly", { text: "Weekly limit reached ∙ resets Mon 9am" }, at(2026, 6, 6, 9)],
  [
    "Claude Code 2, weekly with a date",
    { text: "You've hit your weekly limit · resets Jul 4 at 10am (UTC)" },
    at(2026, 6, 4, 10),
  ],
  [
    "Claude Code 2, weekly, comma",
    { text: "Weekly limit reached ∙ resets Jul 4, 9:30am (America/New_York)" },
    at(2026, 6, 4, 13, 30),
  ],
  ["Claude Code 2, next year", { text: "limit reached · resets Jan 2 at 5:59pm (UTC)" }, 31 * D],
  ["claude.ai", { text: "Your limit will reset at 7pm (America/New_York)." }, 11 * H],
  ["claude.ai, next morning", { text: "Your limit will reset at 3am (UTC)" }, 12 * H],
  ["Anthropic API", { fields: { "retry-after": "17" } }, 17 * S],
  [
    "Anthropic API, RFC 3339",
    {
      fields: {
        "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": "2026-07-01T12:00:45Z",
        "anthropic-ratelimit-tokens-remaining": "4",
        "anthropic-ratelimit-tokens-reset": "2026-07-01T13:00:00Z",
      },
    },
    45 * S,
  ],
  [
    "Anthropic API, unified",
    { fields: { "anthropic-ratelimit-unified-reset": String((CORPUS_NOW + 5 * H) / 1_000) } },
    5 * H,
  ],
  [
    "codex",
    { text: "You've hit your usage limit. Upgrade to Pro or try again in 2 hours 13 minutes." },
    2 * H + 13 * M,
  ],
  ["codex", { text: "You've hit your usage limit. Try again in 3 days 4 hours." }, 3 * D + 4 * H],
  [
    "codex, another day",
    {
      text: "You've hit your usage limit. Visit https://chatgpt.com/codex/settings/usage or try again at Jul 3rd, 2026 5:07 PM.",
    },
    at(2026, 6, 3, 17, 7),
  ],
  ["codex, today", { text: "You've hit your usage limit. Try again at 5:07 PM." }, 5 * H + 7 * M],
  [
    "codex body",
    {
      text: '{"error":{"type":"usage_limit_reached","message":"The usage limit has been reached","plan_type":"plus","resets_in_seconds":3600}}',
    },
    H,
  ],
  [
    "codex body",
    { fields: { error: { type: "usage_limit_reached", resets_at: (CORPUS_NOW + 6 * D) / 1_000 } } },
    6 * D,
  ],
  [
    "OpenRouter body",
    {
      fields: {
        error: {
          code: 429,
          metadata: {
            headers: {
              "X-RateLimit-Limit": "50",
              "X-RateLimit-Remaining": "0",
              "X-RateLimit-Reset": String(CORPUS_NOW + 12.5 * H),
            },
          },
        },
      },
    },
    12.5 * H,
  ],
  [
    "GitHub Models headers",
    { fields: { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String((CORPUS_NOW + 40 * M) / 1_000) } },
    40 * M,
  ],
  [
    "GitHub Copilot",
    { text: "You have exceeded your premium request allowance. Your quota resets on July 15, 2026." },
    at(2026, 6, 15),
  ],
  [
    "GitHub Copilot",
    { text: "Sorry, you have been rate-limited. Please wait 2 minutes before trying again." },
    2 * M,
  ],
  [
    "Azure OpenAI",
    {
      text: "Requests to the ChatCompletions_Create Operation have exceeded the token rate limit. Please retry after 6 seconds.",
    },
    6 * S,
  ],
  ["Azure OpenAI header", { fields: { "retry-after-ms": "2750", "retry-after": "3" } }, 2_750],
  ["Azure header", { fields: { "x-ms-retry-after-ms": "500" } }, 500],
  [
    "Bedrock",
    { text: "ThrottlingException: Too many tokens per day, please wait before trying again." },
    undefined,
  ],
  ["Mistral header", { fields: { "ratelimit-reset": "21" } }, 21 * S],
  ["Discord form", { fields: { retry_after: 0.35 } }, 350],
  ["HTTP, seconds", { fields: { "Retry-After": "120" } }, 2 * M],
  ["HTTP, date", { fields: { "Retry-After": "Wed, 01 Jul 2026 12:10:00 GMT" } }, 10 * M],
  ["HTTP, a week in seconds", { fields: { "Retry-After": "604800" } }, 12 * H],
  ["HTTP, date in a sentence", { text: "429: retry after Wed, 01 Jul 2026 12:10:00 GMT" }, 10 * M],
  ["a sentence with the header", { text: "HTTP 429 Too Many Requests (Retry-After: 30 s)" }, 30 * S],
  ["ISO", { text: "limit resets at 2026-07-01T14:00:30Z" }, 2 * H + 30 * S],
  ["ISO with offset", { text: "quota available again at 2026-07-01T16:00:00+02:00" }, 2 * H],
  ["date and 24-hour clock", { text: "Usage resets 2026-07-02 08:15 UTC" }, at(2026, 6, 2, 8, 15)],
  ["24-hour clock", { text: "Limit resets at 18:45" }, 6 * H + 45 * M],
  ["24-hour clock with zone", { text: "resets at 18:45 CEST" }, 4 * H + 45 * M],
  ["24-hour clock with offset", { text: "resets at 18:45 UTC+2" }, 4 * H + 45 * M],
  ["European date", { text: "resets on 3 July 2026 at 17:00" }, at(2026, 6, 3, 17)],
  ["tomorrow", { text: "Try again tomorrow at 9:00 AM" }, at(2026, 6, 2, 9)],
  ["clock before the day", { text: "resets 5pm on Jul 3" }, at(2026, 6, 3, 17)],
  ["weekday in full", { text: "Your weekly limit resets on Monday at 09:00." }, at(2026, 6, 6, 9)],
  ["today's weekday, later", { text: "resets Wed 6pm" }, 6 * H],
  ["about an hour", { text: "Please try again in about an hour." }, H],
  ["colons", { text: "available again in 01:02:03" }, H + 2 * M + 3 * S],
  ["epoch in a sentence", { text: `rate limit exceeded, resets at ${(CORPUS_NOW + H) / 1_000}` }, H],
  ["opencode Zen", { text: "Subscription quota exceeded. Retry in 4hr 12min." }, 4 * H + 12 * M],
  [
    "a fault of a server that counts, OpenRouter",
    {
      isLimit: false,
      fields: { "x-ratelimit-remaining": "49", "x-ratelimit-reset": String(CORPUS_NOW + H) },
    },
    undefined,
  ],
  [
    "a fault of a server that counts, Anthropic",
    {
      isLimit: false,
      fields: {
        "anthropic-ratelimit-unified-status": "allowed",
        "anthropic-ratelimit-unified-reset": String((CORPUS_NOW + 5 * H) / 1_000),
      },
    },
    undefined,
  ],
  ["a fault of a server that counts", { isLimit: false, fields: { "ratelimit-reset": "2400" } }, undefined],
  ["a counter, in seconds", { isLimit: false, fields: { "x-ratelimit-reset-after": "900" } }, undefined],
  [
    "a fault of a server, and nothing left",
    { isLimit: false, fields: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(CORPUS_NOW + H) } },
    H,
  ],
  [
    "a fault of a server, and a refusal by its counter",
    {
      isLimit: false,
      fields: {
        "anthropic-ratelimit-unified-status": "rejected",
        "anthropic-ratelimit-unified-reset": String((CORPUS_NOW + 5 * H) / 1_000),
      },
    },
    5 * H,
  ],
  [
    "Anthropic API, one window rejects",
    {
      fields: {
        "anthropic-ratelimit-unified-5h-status": "rejected",
        "anthropic-ratelimit-unified-5h-reset": String((CORPUS_NOW + 2 * H) / 1_000),
        "anthropic-ratelimit-unified-7d-status": "allowed",
        "anthropic-ratelimit-unified-7d-reset": String((CORPUS_NOW + 5 * D) / 1_000),
      },
    },
    2 * H,
  ],
  ["a fault of a server that says when", { isLimit: false, fields: { "retry-after": "1" } }, S],
  ["a span before a date", { text: "Try again in 30s. You made 50 requests today." }, 30 * S],
  ["a span before a date", { text: "Please wait 2 minutes. Your plan renews on Jul 15." }, 2 * M],
  ["a span before a day", { text: "Rate limited, retry after 45 seconds (daily quota: Mon 9am)" }, 45 * S],
  ["a span before a clock", { text: "try again in 10m, limit set at 3:15pm" }, 10 * M],
  ["a span before an instant", { text: "retry in 5s; request made at 2026-07-01T11:59:00Z" }, 5 * S],
  ["not believed", { text: "try again in 400 days" }, 31 * D],
  ...[
    "rate limit",
    "try again later",
    "resets soon",
    "resets 25pm",
    "try again at Foo 3rd, 2026",
    "in 3 minutes I had 4 errors",
    "retry 3 of 10 failed",
    "wait, there are 12 files",
    "",
  ].map((text) => ["says no time", { text }, undefined] as const),
];
