import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSettings, settingsSchema } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { createProviderCheck } from "./provider-check.js";

test("a login is new when its file changed after the last run that failed", async () => {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-login-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const check = createProviderCheck({
    settings: () => defaultSettings(),
    variables: { HOME: home, PATH: "" },
  });
  const looks = (failedAt: number) => check.mayAnswer("anthropic", { cause: "login", failedAt });
  expect(await looks(0)).toBe(false);
  const file = join(home, ".claude", ".credentials.json");
  mkdirSync(join(home, ".claude"));
  writeFileSync(file, "{}");
  utimesSync(file, 2_000, 2_000);
  expect(await looks(1_999_999)).toBe(true);
  // The run that failed had rewritten it.
  expect(await looks(2_000_001)).toBe(false);
});

test("a login with its own folder is new when the file in that folder changed", async () => {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-login-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const settings = settingsSchema.parse({
    models: { anthropic: { logins: { work: { config_dir: "~/work" } } } },
  });
  const check = createProviderCheck({ settings: () => settings, variables: { HOME: home, PATH: "" } });
  mkdirSync(join(home, "work"));
  writeFileSync(join(home, "work", ".credentials.json"), "{}");
  const looks = (login?: string) => check.mayAnswer("anthropic", { cause: "login", failedAt: 0, login });
  expect(await looks("work")).toBe(true);
  expect(await looks("default")).toBe(false);
});

test("a server is reached when it answers at all, and not when it is gone or a proxy does not reach it", async () => {
  let status = 404;
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers.authorization ?? ""}`);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const settings = settingsSchema.parse({
    custom_providers: {
      own: { name: "Own", harness: "api", base_url: `http://127.0.0.1:${port}/v1`, api_key: "sk-secret" },
    },
  });
  const check = createProviderCheck({ settings: () => settings, variables: {} });
  const looks = () => check.mayAnswer("custom:own", { cause: "outage", failedAt: 0 });
  expect(await looks()).toBe(true);
  status = 502;
  expect(await looks()).toBe(false);
  expect(seen).toEqual(["HEAD ", "HEAD "]);
  await new Promise((resolve) => server.close(resolve));
  expect(await looks()).toBe(false);
});

test("on a worker its own words count: a program that is there again, and a login that it did not have", async () => {
  const programs = [
    { provider: "anthropic", state: "missing" as const, version: null, login: "missing" as const },
    { provider: "openai", state: "ready" as const, version: "1.0.0", login: "present" as const },
  ];
  const check = createProviderCheck({
    settings: () => defaultSettings(),
    variables: { PATH: "" },
    machineOf: (place) =>
      place === "nas" ? { at: 0, programs, missingTools: [], freeDiskMiB: 1 } : undefined,
  });
  const looks = (provider: string, cause: "program" | "login" | "outage", place = "nas") =>
    check.mayAnswer(provider, { cause, failedAt: 0, place });
  expect(await looks("anthropic", "program")).toBe(false);
  expect(await looks("anthropic", "login")).toBe(false);
  expect(await looks("openai", "program")).toBe(true);
  expect(await looks("openai", "login")).toBe(true);
  // Its network is not seen from here, and a worker that says nothing must be tried.
  expect(await looks("openai", "outage")).toBe(false);
  expect(await looks("anthropic", "program", "away")).toBe(true);
});
