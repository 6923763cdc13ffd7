import { describe, expect, it } from "vitest";
import { redactSecrets, redactText } from "./redact.js";

describe("the default redactor", () => {
  it.each([
    ["an API key", `use sk-${"a1".repeat(10)} now`, "use [redacted] now"],
    ["an Anthropic key", `sk-ant-api03-${"a".repeat(20)}`, "[redacted]"],
    ["a GitHub token", `ghp_${"a".repeat(36)}`, "[redacted]"],
    ["a fine-grained GitHub token", `github_pat_${"a".repeat(30)}`, "[redacted]"],
    ["a Slack token", `xoxb-${"1".repeat(12)}`, "[redacted]"],
    ["an AWS key id", `AKIA${"A".repeat(16)}`, "[redacted]"],
    ["a bearer header", "Authorization: Bearer abcdefgh12345", "Authorization: [redacted]"],
    ["a JSON web token", `eyJ${"a".repeat(12)}.${"b".repeat(12)}.${"c".repeat(12)}`, "[redacted]"],
    [
      "a private key",
      "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- rest",
      "[redacted] rest",
    ],
    ["a private key without an end", "-----BEGIN PRIVATE KEY-----\nabc", "[redacted]"],
  ])("takes out %s", (_what, text, redacted) => {
    expect(redactSecrets(text)).toBe(redacted);
  });

  it("takes out every one of several", () => {
    const key = `sk-${"a".repeat(20)}`;
    expect(redactSecrets(`${key} and ${key}`)).toBe("[redacted] and [redacted]");
  });

  it.each([
    "password",
    "apiKey",
    "api_key",
    "accessToken",
    "client_secret",
    "Authorization",
    "cookie",
    "x-tinyagi-session",
  ])("takes out the value of a field named %s", (field) => {
    expect(redactSecrets({ [field]: "plain", other: 1 })).toEqual({ [field]: "[redacted]", other: 1 });
  });

  it("looks into objects under such a name instead of hiding them whole", () => {
    expect(redactSecrets({ credentials: { user: "ann", password: "x" } })).toEqual({
      credentials: { user: "ann", password: "[redacted]" },
    });
  });

  it("leaves ordinary texts and counts of tokens alone", () => {
    const value = { text: "the task is done, ask-me-later", inputTokens: 5, list: [true, null, 1.5] };
    expect(redactSecrets(value)).toEqual(value);
  });

  it("works at every depth up to its own limit", () => {
    let value: unknown = `sk-${"a".repeat(20)}`;
    for (let depth = 0; depth < 30; depth += 1) value = depth % 2 === 0 ? [value] : { value };
    const text = JSON.stringify(redactSecrets(value));
    expect(text).not.toContain("sk-");
    expect(text).toContain("[too deep]");
  });

  it.each([
    ["in a longer word", "id-eyJaaaaaaaa.bbbbbbbb.c!", "id-[redacted]!"],
    ["behind parts that are too short", "eyJx.eyJaaaaaaaa.bbbbbbbb.", "eyJx.[redacted]"],
    ["behind another one", "eyJaaaaaaaa.bbbbbbbb.c.eyJaaaaaaaa.bbbbbbbb.c", "[redacted].[redacted]"],
    ["that holds the beginning of a key", "eyJaaaaaaaa-sk-bbbbbbbbb.cccccccc.d", "[redacted]"],
    ["with too few parts", "eyJaaaaaaaa.bbbbbbbb", "eyJaaaaaaaa.bbbbbbbb"],
  ])("finds a JSON web token %s", (_where, text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each([
    ["web tokens that never end", "eyJaaaaaaaa-"],
    ["web tokens of one part", "eyJaaaaaaaa."],
    ["private keys that never end", "-----BEGIN PRIVATE KEY-----"],
    ["almost private keys", "-----BEGIN AAAA "],
    ["ends of private keys", "-----BEGIN PRIVATE KEY----------END A"],
    ["short keys", "sk-aaaaaaa sk_"],
    ["bearers without a token", "Bearer   "],
  ])("takes linear time for %s", (_what, part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length));
    const begun = process.cpuUsage();
    redactText(text);
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(1_000);
  });
});
