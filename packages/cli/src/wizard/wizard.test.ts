import { describe, expect, it } from "vitest";
import { serveHome } from "../testing/fake-server.js";
import { invoke, withHome } from "../testing/invoke.js";
import { typeAt } from "../testing/typing.js";

const ENTER = "\r";
const DOWN = "\u001b[B";
const SPACE = " ";

describe("agent add at a terminal", () => {
  it("asks for missing values, reports a wrong id, and adds the agent", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set("GET /api/settings", {
        status: 200,
        body: { agents: server.agents, teams: server.teams, custom_providers: { mine: {} } },
      });
      const terminal = typeAt([
        [/Id of the agent/, `coder${ENTER}`],
        [/already in use/, `\u0015writer${ENTER}`],
        [/Display name/, ENTER],
        [/Which provider runs it/, `${DOWN}${DOWN}${DOWN}${DOWN}${ENTER}`],
        [/What is its role/, `words${ENTER}`],
        [/What may it do/, ENTER],
      ]);
      const { code, stderr } = await invoke(["agent", "add"], { home, ...terminal });
      expect(stderr).toContain("custom:mine");
      expect(code).toBe(0);
      expect(server.calls.at(-1)).toEqual({
        line: "PUT /api/agents/writer",
        body: { name: "writer", provider: "demo", model: "", role: "words", permissions: "sandboxed" },
      });
    });
  });

  it("offers the provider of the home first", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set("GET /api/providers", { status: 200, body: { default: "openai", providers: {} } });
      const terminal = typeAt([
        [/Display name/, ENTER],
        [/Which provider runs it/, ENTER],
        [/Which model/, ENTER],
        [/What is its role/, ENTER],
        [/What may it do/, ENTER],
      ]);
      expect((await invoke(["agent", "add", "writer"], { home, ...terminal })).code).toBe(0);
      expect(server.calls.at(-1)?.body).toMatchObject({ provider: "openai", model: "" });
    });
  });

  it("asks nothing when id and provider are given, and changes nothing on Ctrl-C", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set("GET /api/settings", { status: 200, body: { agents: server.agents } });
      const said = await invoke(["agent", "add", "x", "--provider", "demo"], { home, terminal: true });
      expect(said.code).toBe(0);
      const left = await invoke(["agent", "add"], { home, ...typeAt([[/Id of the agent/, "\u0003"]]) });
      expect(left.code).toBe(130);
      expect(server.calls).toHaveLength(1);
    });
  });
});

describe("team add at a terminal", () => {
  it("asks for members and a leader among them", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.agents.critic = { name: "Critic", provider: "demo", model: "" };
      const terminal = typeAt([
        [/Display name/, ENTER],
        [/Which agents are in it/, `${SPACE}${DOWN}${SPACE}${ENTER}`],
        [/Which agent leads it/, `${DOWN}${ENTER}`],
      ]);
      const { code } = await invoke(["team", "add", "press"], { home, ...terminal });
      expect(code).toBe(0);
      expect(server.calls.at(-1)).toEqual({
        line: "PUT /api/teams/press",
        body: { name: "press", agents: ["coder", "critic"], leader_agent: "critic" },
      });
    });
  });

  it("names the flag without a terminal", async () => {
    await withHome(async (home) => {
      await using _server = await serveHome(home);
      for (const words of [
        ["team", "add"],
        ["team", "add", "x"],
        ["agent", "add"],
      ]) {
        const { code, stderr } = await invoke(words, { home });
        expect(code).toBe(2);
        expect(stderr).toMatch(/--agents|agent add coder/);
      }
    });
  });
});
