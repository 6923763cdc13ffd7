import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { networkTargets } from "./targets.js";

const agent = (provider: string, more: object = {}) => ({ name: "A", provider, model: "m", ...more });
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
