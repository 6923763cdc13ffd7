import { AppError, type ErrorDetail, type Settings } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloneJson, type JsonObject } from "./json-tree.js";
import { applyPatch, maskSecret, maskSecrets } from "./secret-mask.js";
import { validateSettings } from "./validate-settings.js";

const KEY = "sk-ant-canary-000000000000-abcd";
const stored = validateSettings({
  channels: {
    enabled: ["discord", "matrix"],
    discord: { bot_token: KEY },
    telegram: { bot_token: "env:TELEGRAM_BOT_TOKEN" },
    matrix: { access_token: KEY, rooms: ["a"] },
    defaults: { token: "coder" },
  },
  models: {
    anthropic: { api_key: KEY, oauth_token: "short-canary" },
    openai: { api_key: "file:/run/secrets/openai" },
  },
  agents: {
    coder: { name: "Coder", provider: "custom:llm", model: "", env: { GH: KEY, REF: "env:GH_TOKEN" } },
  },
  custom_providers: {
    llm: { name: "LLM", harness: "codex", base_url: "https://user:canary@llm.example/v1", api_key: KEY },
  },
  execution: { redisUrl: "redis://:canary@127.0.0.1:6379/1" },
});

/** The whole settings sent back, section by section. */
function unmaskSecrets(candidate: unknown, against: Settings): JsonObject {
  const sections = Object.entries(candidate as object);
  const gone = Object.keys(against).filter((key) => !Object.hasOwn(candidate as object, key));
  const edits = [
    ...gone.map((key) => ({ path: [key] })),
    ...sections.map(([key, value]) => ({ path: [key], value })),
  ];
  return applyPatch(against, edits).whole;
}

function problems(candidate: unknown, against: Settings = stored): readonly ErrorDetail[] {
  try {
    unmaskSecrets(candidate, against);
  } catch (error) {
    if (error instanceof AppError && error.code === "SETTINGS_INVALID") return error.details;
    throw error;
  }
  return [];
}

/** The masked settings with `value` at `path`. */
function edited(path: readonly string[], value: unknown): JsonObject {
  const copy = maskSecrets(stored);
  let parent = copy;
  for (const step of path.slice(0, -1)) parent = parent[step] as JsonObject;
  parent[path.at(-1) ?? ""] = value;
  return copy;
}

describe("masked settings", () => {
  it("show no secret in any place", () => {
    expect(JSON.stringify(maskSecrets(stored))).not.toMatch(/canary/);
    expect(maskSecrets(stored)).toMatchObject({
      channels: {
        discord: { bot_token: "sk-…abcd", hasKey: true },
        telegram: { bot_token: "env:TELEGRAM_BOT_TOKEN", hasKey: true },
        matrix: { access_token: "sk-…abcd", rooms: ["a"], hasKey: true },
        defaults: { token: "coder" },
      },
      models: {
        anthropic: { api_key: "sk-…abcd", oauth_token: "…", hasKey: true },
        openai: { api_key: "file:/run/secrets/openai", hasKey: true },
      },
      agents: { coder: { env: { GH: "sk-…abcd", REF: "env:GH_TOKEN" } } },
      custom_providers: {
        llm: { base_url: "https://user:…@llm.example/v1", api_key: "sk-…abcd", hasKey: true },
      },
      execution: { redisUrl: "redis://…@127.0.0.1:6379/1" },
    });
  });

  it("do not change the stored settings", () => {
    const before = cloneJson(stored);
    maskSecrets(stored);
    unmaskSecrets(maskSecrets(stored), stored);
    expect(stored).toEqual(before);
  });

  it("written back unchanged are the stored settings", () => {
    expect(unmaskSecrets(maskSecrets(stored), stored)).toEqual(stored);
    expect(validateSettings(unmaskSecrets(maskSecrets(stored), stored))).toEqual(stored);
  });

  it("written back with a new secret contain the new one", () => {
    expect(unmaskSecrets(edited(["models", "anthropic", "api_key"], "sk-new"), stored)).toMatchObject({
      models: { anthropic: { api_key: "sk-new", oauth_token: "short-canary" } },
    });
  });

  it.each([
    ["of another key", ["models", "anthropic", "api_key"], "sk-…zzzz"],
    ["where nothing is stored", ["channels", "whatsapp"], { session_token: "sk-…abcd" }],
    [
      "of a provider under a new id",
      ["custom_providers", "copy"],
      { name: "x", harness: "codex", base_url: "https://llm.example", api_key: "sk-…abcd" },
    ],
    ["of an agent that is new", ["agents", "spy"], { name: "x", provider: "demo", env: { GH: "sk-…abcd" } }],
    ["where a reference is stored", ["models", "openai", "api_key"], "…"],
  ])("are refused with a mask %s", (_what, path, value) => {
    expect(problems(edited(path, value))).toMatchObject([
      { message: "this is a masked value; give it in full" },
    ]);
  });

  it.each([
    "https://evil.example/v1",
    "http://llm.example/v1",
    "https://llm.example:8443/v1",
    "https://llm.example.evil.example/v1",
    "https://llm.example@evil.example/",
    "nonsense",
    7,
    undefined,
  ])("never send a stored key to another origin: %j", (baseUrl) => {
    expect(problems(edited(["custom_providers", "llm", "base_url"], baseUrl))).toContainEqual({
      path: "custom_providers.llm.api_key",
      message: "base_url has another origin; give the key for it in full",
    });
  });

  it.each([
    [{ base_url: "https://evil.example/v1" }, true],
    [{ format: "openai-chat" }, true],
    [{ model: "m-2" }, false],
  ])("keep the key of directly called models bound to its origin: %j", (change, isRefused) => {
    const before = validateSettings({ models: { api: { api_key: KEY, model: "m-1" } } });
    const candidate = cloneJson(maskSecrets(before)) as { models: { api: object } };
    Object.assign(candidate.models.api, change);
    const refused = problems(candidate, before).map(({ path }) => path);
    expect(refused).toEqual(isRefused ? ["models.api.api_key"] : []);
  });

  it.each([
    [undefined, "https://evil.example", true],
    ["https://bot.example", "https://evil.example", true],
    ["https://bot.example", undefined, true],
    ["https://bot.example", "https://bot.example/v2", false],
    [undefined, undefined, false],
  ])("keep the token of a bot bound to its origin: from %j to %j", (from, to, isRefused) => {
    const bot = (root: string | undefined) => (root === undefined ? {} : { api_root: root });
    for (const token of ["123456789:AAAAAAAAAAAAAAAAAAAA", "env:BOT"]) {
      const before = validateSettings({ channels: { telegram: { bot_token: token, ...bot(from) } } });
      const candidate = cloneJson(maskSecrets(before)) as { channels: { telegram: object } };
      const kept = { ...candidate.channels.telegram, api_root: to };
      if (to === undefined) delete (kept as { api_root?: unknown }).api_root;
      candidate.channels.telegram = kept;
      const refused = problems(candidate, before).map(({ path }) => path);
      expect(refused).toEqual(isRefused ? ["channels.telegram.bot_token"] : []);
    }
  });

  it.each([
    ["imap_host", "imap.evil.example"],
    ["smtp_host", "smtp.evil.example"],
    ["imap_port", 143],
    ["smtp_port", 2525],
    ["smtp_port", undefined],
  ])("keep the password of an e-mail account bound to its servers: another %s (%j)", (key, to) => {
    for (const password of ["a password of an account", "env:MAIL"]) {
      const email = {
        password,
        imap_host: "imap.example.org",
        smtp_host: "smtp.example.org",
        smtp_port: 587,
      };
      const before = validateSettings({ channels: { email } });
      const candidate = cloneJson(maskSecrets(before)) as { channels: { email: Record<string, unknown> } };
      expect(problems(candidate, before)).toEqual([]);
      candidate.channels.email.allow = ["@example.org"];
      expect(problems(candidate, before)).toEqual([]);
      if (to === undefined) delete candidate.channels.email[key];
      else candidate.channels.email[key] = to;
      expect(problems(candidate, before).map(({ path }) => path)).toEqual(["channels.email.password"]);
      candidate.channels.email.password = "another password";
      expect(problems(candidate, before)).toEqual([]);
    }
  });

  it.each(["env:LLM_KEY", "file:/run/secrets/llm"])(
    "never send the key %s names to another origin",
    (ref) => {
      const provider = { name: "L", harness: "api" as const, base_url: "https://llm.example", api_key: ref };
      const before = validateSettings({ custom_providers: { llm: provider } });
      const moved = (changes: object) =>
        problems({ ...before, custom_providers: { llm: { ...provider, ...changes } } }, before);
      expect(moved({ base_url: "https://evil.example" })).toMatchObject([
        { path: "custom_providers.llm.api_key" },
      ]);
      expect(moved({ base_url: "https://llm.example/v2" })).toEqual([]);
      expect(moved({ base_url: "https://new.example", api_key: "env:OTHER" })).toEqual([]);
    },
  );

  it("keep a stored key for another path of the same origin, and take a new one for another origin", () => {
    expect(problems(edited(["custom_providers", "llm", "base_url"], "https://llm.example/v2"))).toEqual([]);
    const moved = edited(["custom_providers", "llm"], {
      name: "x",
      harness: "codex",
      base_url: "https://new.example",
      api_key: "sk-new",
    });
    expect(problems(moved)).toEqual([]);
  });

  it("round-trip for any secrets", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (secret) => {
        const settings = validateSettings({
          models: { anthropic: { api_key: secret } },
          channels: { discord: { bot_token: secret } },
        });
        expect(unmaskSecrets(maskSecrets(settings), settings)).toEqual(settings);
        if (secret.length >= 8 && !/^(env|file):/.test(secret))
          expect(maskSecret(secret)).not.toContain(secret);
      }),
    );
  });
});

it("masks that are masked again stay as they are, and nothing else does", () => {
  expect(maskSecret(maskSecret(KEY))).toBe("sk-…abcd");
  for (const short of ["abcdefgh", "…abcdefg", "sk-…abcde", "sk-…abc"]) expect(maskSecret(short)).toBe("…");
});

describe("headers of the span export", () => {
  const otlp = { enabled: true, endpoint: "https://otlp.example/v1/traces", headers: { "x-team": KEY } };
  const exporting = validateSettings({ telemetry: { otlp } });

  it("are masked, and a masked one keeps its value", () => {
    const masked = maskSecrets(exporting);
    expect(JSON.stringify(masked)).not.toContain("canary");
    expect(masked).toMatchObject({ telemetry: { otlp: { headers: { "x-team": "sk-…abcd" } } } });
    expect(unmaskSecrets(masked, exporting)).toEqual(exporting);
  });
});

it("the token of a remote is not sent to another address", () => {
  const token = "ghp_0123456789abcdefghij";
  const of = (url: string, given = token) =>
    validateSettings({ repositories: { app: { path: "/app", remote: { url, token: given } } } });
  const stored = of("https://github.com/a/b.git");
  const masked = maskSecrets(stored) as { repositories: { app: { remote: { url: string } } } };
  expect(JSON.stringify(masked)).not.toContain(token);
  expect(unmaskSecrets(masked, stored)).toMatchObject({ repositories: { app: { remote: { token } } } });
  masked.repositories.app.remote.url = "https://evil.example/a/b.git";
  expect(() => unmaskSecrets(masked, stored)).toThrow("url or api has another origin");
});
