/**
 * Providers through the built command: shown, tested, stored, removed.
 *
 * @requirement HARNESS-2 @requirement HARNESS-5
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KEY, openProviderHome } from "./support/provider-home.js";

test("a provider is tested with one real prompt, and a failed test says what to do", async () => {
  await using home = await openProviderHome("api", () => ({ text: "ready" }));
  const daemon = await home.stage.start();
  const good = await home.stage.cli(["provider", "test", "custom:mock", "--json"]);
  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, harness: "api", model: "m1" });
  expect(home.model.turns()).toHaveLength(1);
  const bad = await home.stage.cli(["provider", "test", "custom:gone"]);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toContain("check the network");
  await daemon.stop();
});

test("keys come from stdin, are shown masked and stay with their address", async () => {
  await using home = await openProviderHome("api", () => ({ text: "ready" }));
  const { stage } = home;
  await stage.start();
  const added = await stage.cli(
    [
      "provider",
      "add",
      "local",
      "--harness",
      "api",
      "--base-url",
      home.model.openaiUrl,
      "--model",
      "m1",
      "--api-key-stdin",
    ],
    { input: KEY },
  );
  expect(added).toMatchObject({ code: 0, stderr: "" });
  const moved = await stage.cli(["provider", "add", "local", "--base-url", "http://127.0.0.1:9/v1"]);
  expect(moved.code).not.toBe(0);
  expect(moved.stderr).toContain("another origin");
  expect((await stage.cli(["provider", "list", "--json"])).stdout).not.toContain(KEY);
  expect((await stage.cli(["provider", "remove", "mock", "--yes"])).stderr).toContain("@coder");
  expect((await stage.cli(["provider", "remove", "local", "--yes"])).code).toBe(0);
  expect((await stage.cli(["model", "opus"])).stdout).toContain("claude-opus-4-6");
  const settings = JSON.parse(readFileSync(`${stage.place.home}/settings.json`, "utf8"));
  expect(settings.models.anthropic.model).toBe("opus");
  expect(settings.custom_providers.mock.api_key).toBe(KEY);
});

test("a key of api is stored, shown masked, and used by a test and by the next agent", async () => {
  await using home = await openProviderHome("api", () => ({ text: "ready" }));
  const { stage } = home;
  await stage.start();
  const address = ["--format", "openai-chat", "--base-url", home.model.openaiUrl];
  const set = await stage.cli(["provider", "api", "--model", "m2", ...address, "--api-key-stdin"], {
    input: KEY,
  });
  expect(set).toMatchObject({ code: 0, stderr: "" });
  const shown = await stage.cli(["config", "get", "models"]);
  expect(shown.stdout).toContain('"hasKey": true');
  expect(set.stdout + shown.stdout).not.toContain(KEY);
  const tested = await stage.cli(["provider", "test", "--json"]);
  expect(JSON.parse(tested.stdout)).toMatchObject({ ok: true, provider: "api", harness: "api", model: "m2" });
  await stage.cli(["agent", "add", "caller"]);
  const agents = JSON.parse((await stage.cli(["agent", "list", "--json"])).stdout);
  expect(agents.caller).toMatchObject({ provider: "api", model: "" });
  // The provider before was that of the default agent.
  expect(agents.coder).toMatchObject({ provider: "api", model: "m2" });
});
