import { expect, test } from "vitest";
import type { FailureCause } from "../run-error.js";
import { causeOfReport } from "./failure-forms.js";

test.each<[status: number | undefined, message: string, cause: FailureCause]>([
  [403, "", "refused"],
  [403, "Forbidden by policy", "refused"],
  [403, "Your input was flagged by moderation: it asks how to reset an API key", "refused"],
  [403, "Request blocked by our content policy: instructions to steal credentials", "refused"],
  [403, "Country, region, or territory not supported", "refused"],
  [403, "This service is not available in your country. Please sign in again later.", "refused"],
  [403, "Your API key does not have permission to use the specified resource.", "login"],
  [403, "OAuth token has been revoked. Please run /login", "login"],
  [403, "This API method requires billing to be enabled", "quota"],
  [400, "tools.2.description: may not name api keys, oauth or an access token", "refused"],
  [400, "messages.4.content: billing address is not a known block", "refused"],
  [400, "tools.0.input_schema.properties.quota: invalid type", "refused"],
  [422, "field authenticated: extra inputs are not permitted", "refused"],
  [400, "User location is not supported for the API use.", "refused"],
  [400, "API key not valid. Please pass a valid API key.", "login"],
  [400, "API key expired. Please renew the API key.", "login"],
  [400, "Invalid API key provided", "login"],
  [400, "Your credit balance is too low to access the Anthropic API.", "quota"],
  [400, "You have reached your specified API usage limits. You will regain access on 2026-08-01.", "limit"],
  [400, "You exceeded your current quota", "limit"],
  [400, "This model's maximum context length is 8192 tokens", "context_full"],
  [401, "whatever", "login"],
  // SDKs of OpenAI and Anthropic, axios, codex, gateways
  [undefined, "429 status code (no body)", "limit"],
  [undefined, "Request failed with status code 429", "limit"],
  [undefined, "exceeded retry limit, last status: 429 Too Many Requests", "limit"],
  [undefined, "error code: 524", "outage"],
  [undefined, "HTTP 401", "login"],
  [undefined, "HTTP error 400", "unknown"],
  [undefined, "the answer has 429 words", "unknown"],
  // Claude Code, Gemini, GitHub Copilot CLI, local servers
  [undefined, "You're out of extra usage · resets 3pm (UTC)", "limit"],
  [undefined, "You have reached the free tier limit. Please try again tomorrow.", "limit"],
  [undefined, "Sorry, you've exceeded your Copilot token usage.", "limit"],
  [undefined, "Premium request allowance exhausted.", "limit"],
  [undefined, "concurrency limit exceeded", "limit"],
  [undefined, "max concurrent requests reached", "limit"],
  [undefined, "memory limit exceeded", "unknown"],
  [undefined, "Server is busy, please try again later", "outage"],
  // Providers in China
  [429, "您的账户已达到速率限制，请您控制请求频率", "limit"],
  [429, "余额不足或无可用资源包,请充值。", "quota"],
  [400, "账户欠费，请充值后重试", "quota"],
  [undefined, "请求过于频繁，请稍后重试", "limit"],
  [undefined, "当前模型负载过高，请稍后重试", "outage"],
  [401, "身份验证失败", "login"],
  [undefined, "EDQUOT: disk quota exceeded, write", "unknown"],
  [undefined, "git: could not read credentials", "unknown"],
  [undefined, "fatal: could not read Username: terminal prompts disabled", "unknown"],
  [undefined, "Invalid credentials", "login"],
  [undefined, "Not logged in · Please run /login", "login"],
])("%s %s is %s", (status, message, cause) => {
  expect(causeOfReport({ status, message })).toBe(cause);
});

test.each([
  [403, "unsupported_country_region_territory", "refused"],
  [400, "content_policy_violation", "refused"],
  [403, "permission_error", "login"],
  [403, "insufficient_quota", "quota"],
  [422, "invalid_api_key", "login"],
] as const)("a status of %s with the name %s is %s", (status, name, cause) => {
  expect(causeOfReport({ status, names: [name], message: "sign in, billing" })).toBe(cause);
});
