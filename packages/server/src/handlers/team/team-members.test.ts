import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

const TEAMS = {
  dev: { name: "Dev", agents: ["a", "b"], leader_agent: "a" },
  ops: { name: "Ops", agents: ["c"], leader_agent: "c", join: "stream" as const },
};
const open = () => createHandlerFixture({ agents: agents("a", "b", "c"), teams: TEAMS });

describe("POST /api/teams/:id/members", () => {
  test("an agent joins a team and leaves another in one change; the next member leads", async () => {
    const f = await open();
    const moved = await f.call("POST", "/api/teams/ops/members", { agent: "a", from: "dev" });
    expect(moved).toMatchObject({ status: 200, body: { ok: true } });
    expect(f.current.settings.teams).toEqual({
      dev: { name: "Dev", agents: ["b"], leader_agent: "b" },
      ops: { ...TEAMS.ops, agents: ["c", "a"] },
    });
    expect(moved.body.team).toEqual(f.current.settings.teams.ops);
  });

  test("a member can lead its team, and an agent can be in several teams", async () => {
    const f = await open();
    await f.call("POST", "/api/teams/dev/members", { agent: "b", lead: true });
    await f.call("POST", "/api/teams/dev/members", { agent: "c" });
    expect(f.current.settings.teams).toEqual({
      dev: { name: "Dev", agents: ["a", "b", "c"], leader_agent: "b" },
      ops: TEAMS.ops,
    });
  });

  test("a team never becomes empty, and what does not exist is refused without a change", async () => {
    const f = await open();
    for (const [team, body, status] of [
      ["dev", { agent: "c", from: "ops" }, 409],
      ["dev", { agent: "b", from: "ops" }, 409],
      ["dev", { agent: "nobody" }, 404],
      ["nobody", { agent: "a" }, 404],
      ["dev", { agent: "a", from: "nobody" }, 404],
    ] as const)
      expect((await f.call("POST", `/api/teams/${team}/members`, body)).status).toBe(status);
    expect(f.current.settings.teams).toEqual(TEAMS);
  });
});

describe("DELETE /api/teams/:id/members/:agent", () => {
  test("removes a member, but never the last one", async () => {
    const f = await open();
    expect((await f.call("DELETE", "/api/teams/dev/members/a")).status).toBe(200);
    expect(f.current.settings.teams.dev).toEqual({ name: "Dev", agents: ["b"], leader_agent: "b" });
    expect((await f.call("DELETE", "/api/teams/dev/members/b")).status).toBe(409);
    expect((await f.call("DELETE", "/api/teams/dev/members/c")).status).toBe(409);
  });
});
