import { createFirstRunSettings } from "@tinyagi/home";
import { describe, expect, test } from "vitest";
import { createHandlerFixture } from "../fixture.js";

const first = () => createFirstRunSettings({ workspace: "/w", found: new Set() }) as Record<string, unknown>;

describe("the first set-up", () => {
  test("shows what was found and the starter teams, and that the home is new until a message came", async () => {
    const it = await createHandlerFixture(first());
    const { body } = await it.call("GET", "/api/setup");
    expect(body).toMatchObject({
      isNew: true,
      team: "demo",
      suggested: { team: "dev", provider: "anthropic" },
      found: [{ provider: "anthropic", state: "ready" }],
    });
    expect(body.teams.map(({ id }: { id: string }) => id)).toEqual(["solo", "dev", "content", "ops", "demo"]);
    await it.call("POST", "/api/message", { message: "@lead hello" });
    expect((await it.call("GET", "/api/setup")).body.isNew).toBe(false);
  });

  test("a home with agents of its own is not new", async () => {
    const it = await createHandlerFixture({ agents: { ann: { name: "Ann", provider: "demo" } } });
    expect((await it.call("GET", "/api/setup")).body).toMatchObject({ isNew: false, team: null });
  });

  test("an agent of a starter team takes the place of a demo agent that nobody changed, and of no other", async () => {
    const it = await createHandlerFixture(first());
    const put = (id: string) =>
      it.call("PUT", `/api/agents/${id}`, { template: "dev:reviewer", provider: "anthropic" });
    expect((await put("reviewer")).status).toBe(200);
    expect(it.current.settings.agents.reviewer).toMatchObject({ provider: "anthropic" });
    await it.call("PUT", "/api/agents/writer", { role: "Writes what I say" });
    expect((await put("writer")).status).toBe(409);
    expect((await put("reviewer")).status).toBe(409);
  });

  test("a daily budget is proposed once, and only where an agent costs money", async () => {
    const it = await createHandlerFixture(first());
    const proposed = async () => (await it.call("GET", "/api/setup")).body.dailyBudget;
    expect(await proposed()).toBeNull();
    await it.call("POST", "/api/setup/team", { team: "dev" });
    expect(await proposed()).toEqual({ usd: 10 });
    expect((await it.call("POST", "/api/setup/budget", { usd: -1 })).status).toBe(400);
    expect((await it.call("POST", "/api/setup/budget", { usd: 4 })).body).toEqual({ ok: true, usd: 4 });
    expect(it.current.settings.budgets).toMatchObject({ day: { usd: 4, onLimit: "ask" }, offered: true });
    expect(await proposed()).toBeNull();
    expect((await it.call("POST", "/api/setup/budget", { usd: 90 })).status).toBe(409);
  });

  test("a daily budget that was declined is not proposed again", async () => {
    const it = await createHandlerFixture({
      agents: { ann: { name: "Ann", provider: "anthropic", model: "" } },
    });
    await it.call("POST", "/api/setup/budget", { usd: null });
    expect(it.current.settings.budgets).toEqual({ offered: true });
    expect((await it.call("GET", "/api/setup")).body.dailyBudget).toBeNull();
    const own = {
      agents: { ann: { name: "Ann", provider: "anthropic", model: "" } },
      budgets: { day: { usd: 1 } },
    };
    expect((await (await createHandlerFixture(own)).call("GET", "/api/setup")).body.dailyBudget).toBeNull();
  });

  test("a starter team gets the provider that is ready, and its agents their instructions", async () => {
    const it = await createHandlerFixture(first());
    const { body } = await it.call("POST", "/api/setup/team", { team: "dev" });
    expect(body).toEqual({
      ok: true,
      team: "dev",
      leader: "lead",
      provider: "anthropic",
      agents: ["lead", "coder", "tester", "reviewer"],
      replaced: [],
    });
    expect(Object.keys(it.current.settings.agents).sort()).toEqual([...body.agents].sort());
    const prompt = async () => (await it.call("GET", "/api/agents/reviewer/system-prompt")).body.content;
    expect(await prompt()).toContain("# Reviewer");
    const soul = async () => (await it.call("GET", "/api/agents/reviewer/soul")).body.content;
    expect(await soul()).toContain("so that others can move fast");
    await it.call("PUT", "/api/agents/reviewer/soul", { content: "Strict." });
    await it.call("PUT", "/api/agents/reviewer/system-prompt", { content: "Mine." });
    await it.call("POST", "/api/setup/team", { team: "dev", provider: "demo" });
    expect(await prompt()).toBe("Mine.");
    expect(await soul()).toBe("Strict.");
    expect(it.current.settings.agents.coder?.provider).toBe("demo");
    expect((await it.call("POST", "/api/setup/team", { team: "ops" })).body.replaced).toEqual(["dev"]);
    expect((await it.call("GET", "/api/setup")).body).toMatchObject({
      team: "ops",
      suggested: { team: "ops", provider: "anthropic" },
    });
    expect((await it.call("POST", "/api/setup/team", { team: "other" })).status).toBe(400);
  });

  test("in Chinese the teams are shown, and written into the settings, with Chinese names and roles", async () => {
    const it = await createHandlerFixture(first());
    const { body } = await it.call("GET", "/api/setup?language=zh");
    expect(body.teams[1]).toMatchObject({ id: "dev", name: "产品", leader: "lead" });
    expect(body.teams[1].agents[1]).toEqual({
      id: "coder",
      name: "程序员",
      role: "编写代码和测试",
      template: "dev:coder",
    });
    await it.call("POST", "/api/setup/team", { team: "dev", language: "zh" });
    expect(it.current.settings.teams.dev?.name).toBe("产品");
    expect((await it.call("GET", "/api/setup")).body).toMatchObject({ isNew: true, team: "dev" });
    await it.call("PUT", "/api/agents/second", { template: "dev:coder", language: "zh" });
    expect(it.current.settings.agents.second).toMatchObject({ name: "程序员", role: "编写代码和测试" });
    expect((await it.call("GET", "/api/setup?language=xx")).status).toBe(400);
  });

  test("a starter team that a message has reached stays when another one is added", async () => {
    const it = await createHandlerFixture(first());
    await it.call("POST", "/api/setup/team", { team: "dev" });
    await it.call("POST", "/api/message", { message: "@lead hello" });
    expect((await it.call("POST", "/api/setup/team", { team: "content" })).body.replaced).toEqual([]);
    expect(Object.keys(it.current.settings.teams)).toEqual(["dev", "content"]);
  });

  test("a starter team can be added beside another, and a taken id is refused", async () => {
    const it = await createHandlerFixture(first());
    const { body } = await it.call("POST", "/api/setup/team", {
      team: "ops",
      beside: true,
      name: "Back office",
    });
    expect(body).toMatchObject({ team: "ops", leader: "chief" });
    expect(it.current.settings.teams).toMatchObject({ demo: {}, ops: { name: "Back office" } });
    const taken = await it.call("POST", "/api/setup/team", { team: "ops", beside: true, id: "ops" });
    expect(taken.status).toBe(409);
  });

  test("a new agent begins as one of a starter team, with a provider that is ready", async () => {
    const it = await createHandlerFixture({ agents: { ann: { name: "Ann", provider: "demo" } } });
    const { body: setup } = await it.call("GET", "/api/setup");
    expect(setup.teams[1].agents[3]).toMatchObject({ id: "reviewer", template: "dev:reviewer" });
    const { body } = await it.call("PUT", "/api/agents/second", { template: "dev:reviewer", name: "Strict" });
    expect(body.agent).toMatchObject({ name: "Strict", provider: "anthropic", model: "" });
    expect(body.agent.role).toBe(setup.teams[1].agents[3].role);
    const prompt = async (id: string) =>
      (await it.call("GET", `/api/agents/${id}/system-prompt`)).body.content;
    expect(await prompt("second")).toContain("# Reviewer");
    expect((await it.call("GET", "/api/agents/second/soul")).body.content).toContain(
      "so that others can move",
    );
    const own = { template: "dev:coder", provider: "demo", model: "" };
    expect((await it.call("PUT", "/api/agents/third", own)).body.agent.provider).toBe("demo");
    // A template never changes who is there, and an unknown one creates nobody.
    expect((await it.call("PUT", "/api/agents/ann", own)).status).toBe(409);
    expect(it.current.settings.agents.ann?.name).toBe("Ann");
    const unknown = await it.call("PUT", "/api/agents/fourth", { template: "dev:pilot" });
    expect([unknown.status, unknown.body.error]).toEqual([400, expect.stringContaining("dev:pilot")]);
    expect(it.current.settings.agents.fourth).toBeUndefined();
  });
});
