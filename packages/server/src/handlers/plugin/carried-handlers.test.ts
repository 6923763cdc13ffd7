/** Skills and plugins over HTTP, in the shapes of 0.0.20 where it had them. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

async function stage() {
  const it = await createHandlerFixture({ agents: agents("coder") });
  const { body } = await it.call("GET", "/api/agents/coder/memory");
  const workspace: string = join(body.memoryDir, "..");
  return { ...it, workspace, folder: join(workspace, "../..") };
}

describe("skills", () => {
  const text = "---\nname: notes\ndescription: Writes notes. Use when asked.\n---\n";

  test("are listed, shown, installed in two steps and removed", async () => {
    const { call, workspace, folder } = await stage();
    expect(await call("GET", "/api/agents/coder/skills")).toEqual({ status: 200, body: [] });
    mkdirSync(join(workspace, ".agents/skills/own"), { recursive: true });
    writeFileSync(join(workspace, ".agents/skills/own/SKILL.md"), text.replace("notes\n", "Own\n"));
    expect((await call("GET", "/api/agents/coder/skills")).body).toEqual([
      { id: "own", name: "Own", description: "Writes notes. Use when asked." },
    ]);
    const ref = join(folder, "notes");
    mkdirSync(ref);
    writeFileSync(join(ref, "SKILL.md"), text);
    const install = "/api/agents/coder/skills/install";
    expect(await call("POST", install, { ref })).toMatchObject({
      status: 409,
      body: { code: "CONFIRMATION_NEEDED", error: expect.stringContaining("confirm") },
    });
    const shown = await call("POST", "/api/agents/coder/skills/preview", { ref });
    expect(shown.body).toMatchObject({ name: "notes", content: text, files: [{ path: "SKILL.md" }] });
    const done = await call("POST", install, { ref, confirm: shown.body.digest });
    expect(done.body).toMatchObject({
      ok: true,
      output: "Installed notes (1 file).",
      skill: { name: "notes" },
    });
    expect((await call("GET", "/api/agents/coder/skills/notes")).body).toMatchObject({ source: ref });
    expect((await call("DELETE", "/api/agents/coder/skills/notes")).body).toEqual({ ok: true });
    expect((await call("GET", "/api/agents/coder/skills/notes")).status).toBe(404);
  });

  test("are refused with the messages of 0.0.20 where it had them", async () => {
    const { call } = await stage();
    expect((await call("POST", "/api/agents/coder/skills/install", {})).body.error).toBe("ref is required");
    expect((await call("GET", "/api/agents/coder/skills/registry")).body).toEqual({ results: [] });
    expect((await call("GET", "/api/agents/nobody/skills")).status).toBe(404);
    expect((await call("GET", "/api/agents/coder/skills/..%2Fx")).status).toBe(400);
    expect(await call("POST", "/api/agents/coder/skills/preview", { ref: "--x/y@z" })).toMatchObject({
      status: 400,
    });
  });
});

describe("plugins", () => {
  test("are listed, shown, approved by digest and denied", async () => {
    const { call, folder } = await stage();
    expect((await call("GET", "/api/plugins")).body).toEqual([]);
    mkdirSync(join(folder, "plugins/mark"), { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, "plugins/mark/index.mjs"), "export const hooks = {};");
    for (const path of ["plugins", "plugins/mark", "plugins/mark/index.mjs"])
      chmodSync(join(folder, path), path.endsWith("mjs") ? 0o644 : 0o755);
    const { body } = await call("GET", "/api/plugins/mark");
    expect(body).toMatchObject({ state: "not_allowed", fileList: [{ path: "index.mjs", size: 24 }] });
    expect((await call("POST", "/api/plugins/mark/allow", {})).status).toBe(400);
    expect((await call("POST", "/api/plugins/mark/allow", { digest: "0".repeat(64) })).status).toBe(409);
    const allowed = await call("POST", "/api/plugins/mark/allow", { digest: body.digest });
    expect(allowed.body).toMatchObject({ ok: true, plugin: { name: "mark", state: "loaded" } });
    expect((await call("POST", "/api/plugins/mark/deny")).body).toEqual({ ok: true });
    expect((await call("POST", "/api/plugins/mark/deny")).status).toBe(404);
    expect((await call("GET", "/api/plugins/nothing")).status).toBe(404);
    expect((await call("GET", "/api/plugins/..")).status).not.toBe(200);
  });
});
