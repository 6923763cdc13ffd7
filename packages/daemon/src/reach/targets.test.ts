import { FETCHED_CHANNELS, settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { networkTargets } from "./targets.js";

const agent = (provider: string, more: object = {}) => ({ name: "A", provider, model: "m", ...more });
const targets = (settings: object) =>
  networkTargets(settingsSchema.parse(settings), { port: 1, variables: {} });
const places = (settings: object, variables: Record<string, string> = {}) =>
  networkTargets(settingsSchema.parse(settings), { port: 4_000, variables }).map(
    ({ part, id, url }) => `${part} ${id} ${url}`,
  );

/** @requirement NETWORK-4 */
test("every place that the settings use is looked at, and no other", () => {
  const found = places({
    agents: {
      a: agent("anthropic", { fallback: [{ provider: "custom:local" }] }),
      b: agent("demo"),
    },
    custom_providers: {
      local: { name: "L", harness: "api", base_url: "http://[fd00::5]:8080/v1/", api_key: "k" },
      unused: { name: "U", harness: "api", base_url: "http://unused.example", api_key: "k" },
    },
    channels: { enabled: ["telegram", "my-own"], telegram: { api_root: "http://bots.example" } },
    backup: { target: "s3://backups", s3: { access_key_id: "i", access_key_secret: "s", region: "eu-1" } },
  });
  expect(found).toEqual([
    "api daemon http://127.0.0.1:4000/healthz",
    "provider anthropic https://api.anthropic.com/v1/models",
    "provider custom:local http://[fd00::5]:8080/v1/models",
    "channel telegram http://bots.example",
    "updates npm https://registry.npmjs.org/tinyagi",
    "skills registry https://skills.sh/",
    "skills repositories https://github.com/",
    "backup s3 https://s3.eu-1.amazonaws.com",
  ]);
});

test("variables that move a place are followed", () => {
  const found = places(
    { agents: { a: agent("anthropic") } },
    { ANTHROPIC_BASE_URL: "http://gateway.example", npm_config_registry: "https://npm.example/" },
  );
  expect(found).toContain("provider anthropic http://gateway.example");
  expect(found).toContain("updates npm https://npm.example/");
});

/** @requirement NETWORK-4 */
test("every chat platform has a place, and so has each further bot", () => {
  const email = { imap_host: "imap.example", smtp_host: "fd00::7", smtp_port: 587 };
  const found = places({
    channels: {
      enabled: [...FETCHED_CHANNELS, "telegram.coder"],
      telegram: { bots: { coder: {} } },
      slack: { bots: { ops: {} }, api_root: "http://slack.example" },
      whatsapp: { api_root: "ws://whatsapp.example/ws" },
      email,
    },
  });
  expect(found.filter((place) => place.startsWith("channel "))).toEqual([
    "channel discord https://discord.com/api/v10/gateway",
    "channel telegram https://api.telegram.org/",
    "channel telegram.coder https://api.telegram.org/",
    "channel whatsapp http://whatsapp.example/ws",
    "channel slack http://slack.example",
    "channel slack.ops http://slack.example",
    "channel email.imap https://imap.example:993",
    "channel email.smtp http://[fd00::7]:587",
  ]);
  expect(targets({ channels: { enabled: ["email"], email } }).filter(({ mail }) => mail)).toMatchObject([
    { mail: "imap" },
    { mail: "smtp" },
  ]);
});

test("what hears, searches and offers tools is looked at, and the API of models without an address", () => {
  const found = places({
    agents: { a: agent("api") },
    speech: { transcription: { base_url: "http://hear.example/v1" } },
    tools: { web_search: { kind: "brave" } },
    mcp_servers: { far: { url: "https://mcp.example/mcp" }, near: { command: "run" } },
  });
  expect(found).toEqual(
    expect.arrayContaining([
      "provider api https://api.anthropic.com/v1/models",
      "speech transcription http://hear.example/v1/models",
      "search brave https://api.search.brave.com",
      "mcp far https://mcp.example/mcp",
    ]),
  );
  expect(found.filter((place) => place.startsWith("mcp"))).toHaveLength(1);
  const own = places({ tools: { web_search: { kind: "searxng", url: "http://searx.example" } } });
  expect(own).toContain("search searxng http://searx.example");
});
