import { rmSync, symlinkSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHandlerFixture } from "../fixture.js";

const WHOLE = { name: "Coder", provider: "demo", model: "m1" };
const REFUSED = ["/etc/agents", "../../elsewhere", "\0"];

describe("a directory in which agents may not work", () => {
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

  test("that is already in the settings does not prevent other changes", async () => {
    const f = await createHandlerFixture({
      agents: { coder: { ...WHOLE, working_directory: "/etc/agents" } },
    });
    const agents = { ...f.current.settings.agents, other: WHOLE };
    expect((await f.call("PUT", "/api/settings", { agents })).status).toBe(200);
    expect(Object.keys(f.current.settings.agents)).toEqual(["coder", "other"]);
  });
});

describe("a file that cannot be a prompt", () => {
  test.each([
    ["the operator's token", "/auth/token"],
    ["a key of the user", "-user/.ssh/id_ed25519"],
    ["the settings of another program", "-user/.config/app/keys"],
  ])("%s is refused before anything is saved", async (_what, file) => {
    const f = await createHandlerFixture({ agents: { coder: WHOLE } });
    const before = JSON.stringify(f.current.settings);
    const prompt_file = `${f.folder}${file}`;
    const agents = { coder: { ...WHOLE, prompt_file } };
    const changes = [{ path: ["agents", "coder", "prompt_file"], value: prompt_file }];
    for (const [method, path, body] of [
      ["PUT", "/api/agents/coder", { prompt_file }],
      ["PUT", "/api/agents/fresh", { ...WHOLE, prompt_file }],
      ["PUT", "/api/settings", { agents }],
      ["POST", "/api/settings/change", { changes }],
      ["POST", "/api/setup", { agents }],
    ] as const) {
      const answer = await f.call(method, path, body);
      expect({ path, ...answer }).toMatchObject({ path, status: 400, body: { code: "PATH_REFUSED" } });
      expect(JSON.stringify(f.current.settings)).toBe(before);
    }
  });

  test("is also refused by relative path and through a link", async () => {
    const f = await createHandlerFixture({ workspace: { path: "/srv/team" }, agents: { coder: WHOLE } });
    const link = `${f.folder}-link`;
    symlinkSync(f.folder, link);
    onTestFinished(() => rmSync(link));
    for (const prompt_file of [`${link}/auth/token`, `../../..${link}/auth/token`]) {
      const answer = await f.call("PUT", "/api/agents/coder", { prompt_file });
      expect(answer).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
    }
    const fine = await f.call("PUT", "/api/agents/coder", { prompt_file: "../prompt.md" });
    expect(fine).toMatchObject({ status: 200, body: { agent: { prompt_file: "../prompt.md" } } });
  });
});

describe("moving a workspace", () => {
  test("is refused when an existing agent may not work there", async () => {
    const f = await createHandlerFixture({ workspace: { path: "/srv/team" }, agents: { coder: WHOLE } });
    const answer = await f.call("PUT", "/api/settings", { workspace: { path: "/etc" } });
    expect(answer).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
    expect(f.current.settings.workspace).toEqual({ path: "/srv/team" });
    expect((await f.call("PUT", "/api/settings", { workspace: { path: "/srv/other" } })).status).toBe(200);
  });

  test("is also refused for a restore of earlier settings", async () => {
    const f = await createHandlerFixture({ workspace: { path: "/srv/team" }, agents: { coder: WHOLE } });
    const id = await f.store.write(() =>
      f.store.history.addRevision({
        author: "file",
        paths: "[]",
        content: JSON.stringify({ ...f.current.settings, workspace: { path: "/etc" } }),
        created_at: 1,
      }),
    );
    const answer = await f.call("POST", `/api/settings/revisions/${id}/restore`);
    expect(answer).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
    expect(f.current.settings.workspace).toEqual({ path: "/srv/team" });
  });
});

describe("an agent's working directory, as clients of 0.0.20 read and send it", () => {
  const workspace = { path: "/srv/team" };

  test("is shown even if the settings contain none", async () => {
    const f = await createHandlerFixture({ workspace, agents: { coder: WHOLE } });
    const shown = { ...WHOLE, working_directory: "/srv/team/coder" };
    expect((await f.call("GET", "/api/agents")).body).toEqual({ coder: shown });
    expect((await f.call("PUT", "/api/agents/coder", WHOLE)).body.agent).toEqual(shown);
  });

  test("stays the default when a form sends back the shown value or nothing", async () => {
    const f = await createHandlerFixture({ workspace, agents: { coder: WHOLE } });
    for (const working_directory of ["/srv/team/coder", "", undefined]) {
      const body = { ...WHOLE, working_directory, prompt_file: "" };
      expect((await f.call("PUT", "/api/agents/coder", body)).status).toBe(200);
      expect(f.current.settings.agents).toEqual({ coder: WHOLE });
    }
  });

  test("can be set and removed again", async () => {
    const f = await createHandlerFixture({ workspace, agents: { coder: WHOLE } });
    const put = await f.call("PUT", "/api/agents/coder", { ...WHOLE, working_directory: "/srv/other" });
    expect(put.body.agent).toEqual({ ...WHOLE, working_directory: "/srv/other" });
    await f.call("PUT", "/api/agents/coder", { ...WHOLE, working_directory: "" });
    expect(f.current.settings.agents).toEqual({ coder: WHOLE });
  });
});
