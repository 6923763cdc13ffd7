import { APICallError } from "ai";
import { describe, expect, it } from "vitest";
import { ModelCallError } from "../errors.js";
import { isRetryable, toFailure } from "./failure.js";

function apiError(
  statusCode: number | undefined,
  more: { body?: string; headers?: Record<string, string>; isRetryable?: boolean } = {},
): APICallError {
  return new APICallError({
    message: "provider words",
    url: "http://127.0.0.1/v1",
    requestBodyValues: { prompt: "private" },
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(more.body === undefined ? {} : { responseBody: more.body }),
    ...(more.headers === undefined ? {} : { responseHeaders: more.headers }),
    ...(more.isRetryable === undefined ? {} : { isRetryable: more.isRetryable }),
  });
}

describe("the class of a failed call", () => {
  it.each([
    [401, "auth"],
    [403, "invalid"],
    [404, "not_found"],
    [408, "transient"],
    [409, "transient"],
    [413, "context_too_long"],
    [422, "invalid"],
    [429, "rate_limited"],
    [500, "transient"],
    [503, "transient"],
    [529, "transient"],
    [undefined, "transient"],
  ] as const)("for the status %s is %s", (status, errorClass) => {
    expect(toFailure(apiError(status), 0).class).toBe(errorClass);
  });

  it.each([
    "This model's maximum context length is 8192 tokens",
    "prompt is too long: 210000 tokens > 200000 maximum",
    '{"error":{"code":"context_length_exceeded"}}',
  ])("is context_too_long for a 400 that says %s", (body) => {
    expect(toFailure(apiError(400, { body }), 0).class).toBe("context_too_long");
  });

  it("is invalid for any other 400", () => {
    expect(toFailure(apiError(400, { body: "bad tool schema" }), 0).class).toBe("invalid");
  });

  it("is transient for an answer of 200 that could not be read", () => {
    expect(toFailure(apiError(200), 0).class).toBe("transient");
  });

  it.each([
    ["a broken stream", new TypeError("terminated")],
    ["a failed connection", new TypeError("fetch failed")],
    ["a system error", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
    ["an unreadable answer", Object.assign(new Error("x"), { name: "AI_JSONParseError" })],
  ])("is transient for %s", (_what, error) => {
    expect(toFailure(error, 0).class).toBe("transient");
  });

  it("is auth for a missing key", () => {
    const error = Object.assign(new Error("no key"), { name: "AI_LoadAPIKeyError" });
    expect(toFailure(error, 0).class).toBe("auth");
  });

  it.each([[new TypeError("x is not a function")], ["a string"], [undefined]])(
    "is invalid, and so never retried, for a mistake in the program (%s)",
    (error) => {
      const failure = toFailure(error, 0);
      expect(failure.class).toBe("invalid");
      expect(isRetryable(failure)).toBe(false);
    },
  );

  it("is left as it is when it is known already", () => {
    const known = new ModelCallError("rate_limited", "wait", { retryAfterMs: 5 });
    expect(toFailure(known, 0)).toBe(known);
  });

  it("allows a retry for passing failures only", () => {
    const classes = [
      "transient",
      "rate_limited",
      "auth",
      "not_found",
      "context_too_long",
      "invalid",
    ] as const;
    const retryable = classes.filter((name) => isRetryable(new ModelCallError(name, "x")));
    expect(retryable).toEqual(["transient", "rate_limited"]);
  });
});

describe("the message of a failed call", () => {
  it.each([
    [
      401,
      '{"error":{"message":"key sk-ant-api03-abcdefghijklmnopqrstuvwxyz is wrong"}}',
      /^The model provider answered 401: key \[redacted\] is wrong\. Check the API key/,
    ],
    [
      402,
      '{"error":{"message":"Insufficient Balance","type":"unknown_error"}}',
      /answered 402: Insufficient Balance\. Check the credit and the limits/,
    ],
    [
      429,
      '{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","code":"insufficient_quota"}}',
      /answered 429: You exceeded your current quota.*Check the credit/,
    ],
    [
      400,
      '{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}',
      /answered 400: Your credit balance is too low.*Check the credit/,
    ],
    [
      400,
      '[{"error":{"message":"Unable to process input image","status":"INVALID_ARGUMENT"}}]',
      /answered 400: Unable to process input image\. The request was refused/,
    ],
    [422, '{"detail":"tools.0 is not valid\\u001b[31m\\u202e"}', /answered 422: tools\.0 is not valid\. /],
    [403, '{"message":"Forbidden by policy"}', /answered 403: Forbidden by policy\. /],
    [503, "<html><body>Bad gateway</body></html>", /^The model provider answered 503\. Try again/],
    [500, "upstream is on fire", /answered 500: upstream is on fire\. Try again/],
  ])("for the status %s is the provider's sentence, cleaned, with what to do", (status, body, message) => {
    expect(toFailure(apiError(status, { body }), 0).message).toMatch(message);
  });

  it("is bounded, and its cause is the whole error", () => {
    const original = apiError(401, { body: JSON.stringify({ error: { message: "x".repeat(10_000) } }) });
    const failure = toFailure(original, 0);
    expect(failure.message.length).toBeLessThan(400);
    expect(failure.cause).toBe(original);
    expect(failure.status).toBe(401);
  });
});

describe("the cause of a failed call", () => {
  it.each([
    [402, "", "quota"],
    [
      429,
      '{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","code":"insufficient_quota"}}',
      "quota",
    ],
    [
      429,
      '{"error":{"message":"You exceeded your current quota, please check your plan and billing details. Please retry in 34.07s.","status":"RESOURCE_EXHAUSTED"}}',
      "limit",
    ],
    [400, '{"error":{"message":"API key not valid. Please pass a valid API key."}}', "login"],
    [529, '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', "outage"],
    [400, '{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}', "context_full"],
    [400, '{"error":{"message":"Could not process image"}}', "refused"],
  ] as const)("%s %s is %s", (status, body, cause) => {
    expect(toFailure(apiError(status, { body }), 0).failureCause).toBe(cause);
  });
});

describe("a failure of one model alone", () => {
  it.each([
    [529, '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', true],
    [
      503,
      '{"error":{"code":503,"message":"The model is overloaded. Try later.","status":"UNAVAILABLE"}}',
      true,
    ],
    [503, '{"error":{"message":"upstream connect error"}}', false],
    [500, '{"error":{"message":"That model is currently overloaded with other requests."}}', true],
    [500, '{"error":{"message":"Internal server error"}}', false],
    [429, '{"error":{"message":"Too many requests: the service is at capacity","code":"rate_limit"}}', false],
  ] as const)("%s %s: %s", (status, body, modelOnly) => {
    expect(toFailure(apiError(status, { body }), 0).modelOnly).toBe(modelOnly);
  });
});

describe("the wait a provider asks for", () => {
  it.each([
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after-ms": "1500", "retry-after": "9" }, 1_500],
    [{ "retry-after": new Date(1_060_000).toUTCString() }, 60_000],
    [{ "retry-after": new Date(0).toUTCString() }, 0],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined],
  ])("is read from %j as %s ms", (headers, ms) => {
    expect(
      toFailure(apiError(429, { headers: headers as Record<string, string> }), 1_000_000).retryAfterMs,
    ).toBe(ms);
  });
});

it("does not wait for the counter of a provider that has a fault of its own", () => {
  const headers = { "x-ratelimit-remaining": "49", "x-ratelimit-reset": "3600" };
  expect(toFailure(apiError(503, { headers }), 0).retryAfterMs).toBeUndefined();
  expect(toFailure(apiError(429, { headers }), 0).retryAfterMs).toBe(3_600_000);
});

it("says what to check when the provider is not reached or has a fault of its own", () => {
  const check = "Try again; if it stays so, check the network, the base URL and the provider's status page.";
  expect(toFailure(apiError(undefined), 0).message).toBe(`The model provider could not be reached. ${check}`);
  expect(toFailure(apiError(503), 0).message).toBe(`The model provider answered 503. ${check}`);
  expect(toFailure(new TypeError("fetch failed"), 0).message).toBe(
    `The connection to the model provider broke. ${check}`,
  );
  expect(toFailure(apiError(429), 0).message).toBe("The model provider answered 429. Try again.");
});
