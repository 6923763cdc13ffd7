import { describe, expect, test } from "vitest";
import { createHandlerFixture } from "./fixture.js";

const WHOLE = { name: "Coder", provider: "demo", model: "m1" };
const REFUSED = ["/etc/agents", "../../elsewhere", "\0"];

describe("a place agents may not work at", () => {
  test.each(REFUSED)("%j is refused before anything is saved", async (working_directory) => {
    const f = await createHandlerFixture({ agents: { coder: WHOLE } });
    const before = JSON.stringify(f.current.settings);
    const agents = { coder: { ...WHOLE, working_directory } };
    const changes = [{ path: ["agents", "coder", "working_directory"], value: working_directory }];
    for (const [method, path, body] of [
      ["PUT", "/api/agents/coder", { working_directory }],
      ["PUT", "/api/agents/fresh", { ...WHOLE, working_directory }],
      ["PUT", "/api/settings", { agents }],
      ["POST", "/api/settings/change", { changes }],
      ["POST", "/api/setup", { agents }],
    ] as const) {
      const answer = await f.call(method, path, body);
      expect({ path, status: answer.status }).toEqual({ path, status: 400 });
      expect(JSON.stringify(f.current.settings)).toBe(before);
    }
    expect(f.workspaces).toEqual([]);
  });

  test("one that stands in the settings already does not keep other changes from being saved", async () => {
    const f = await createHandlerFixture({
      agents: { coder: { ...WHOLE, working_directory: "/etc/agents" } },
    });
    const agents = { ...f.current.settings.agents, other: WHOLE };
    expect((await f.call("PUT", "/api/settings", { agents })).status).toBe(200);
    expect(Object.keys(f.current.settings.agents)).toEqual(["coder", "other"]);
  });
});

describe("the place of an agent, as clients of 0.0.20 read and send it", () => {
  const workspace = { path: "/srv/team" };

  test("is shown though the agent names none", async () => {
    const f = await createHandlerFixture({ workspace, agents: { coder: WHOLE } });
    const shown = { ...WHOLE, working_directory: "/srv/team/coder" };
    expect((await f.call("GET", "/api/agents")).body).toEqual({ coder: shown });
    expect((await f.call("PUT", "/api/agents/coder", WHOLE)).body.agent).toEqual(shown);
  });

  test("stays the default one when a form sends back what it was shown, or nothing", async () => {
    const f = await createHandlerFixture({ workspace, agents: { coder: WHOLE } });
    for (const working_directory of ["/srv/team/coder", "", undefined]) {
      const body = { ...WHOLE, working_directory, prompt_file: "" };
      expect((await f.call("PUT", "/api/agents/coder", body)).status).toBe(200);
      expect(f.current.settings.agents).toEqual({ coder: WHOLE });
    }
  });

  test("is another one when it is named, until it is taken away", async () => {
    const f = await createHandlerFixture({ workspace, agents: { coder: WHOLE } });
    const put = await f.call("PUT", "/api/agents/coder", { ...WHOLE, working_directory: "/srv/other" });
    expect(put.body.agent).toEqual({ ...WHOLE, working_directory: "/srv/other" });
    await f.call("PUT", "/api/agents/coder", { ...WHOLE, working_directory: "" });
    expect(f.current.settings.agents).toEqual({ coder: WHOLE });
  });
});
