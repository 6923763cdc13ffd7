import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Settings, settingsSchema } from "@tinyagi/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkPlaces } from "./check-places.js";

let folder: string;
let homes: { home: string; userHome: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-places-"));
  homes = { home: join(folder, "user", ".tinyagi"), userHome: join(folder, "user") };
  mkdirSync(join(homes.home, "auth"), { recursive: true });
  writeFileSync(join(homes.home, "auth", "token"), "secret");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Settings with one agent, over a workspace in the folder. */
function settings(agent: object, workspace = "ws"): Settings {
  const coder = { name: "Coder", provider: "demo", ...agent };
  return settingsSchema.parse({ workspace: { path: join(folder, workspace) }, agents: { coder } });
}
const check = (before: Settings, after: Settings) => checkPlaces(before, after, homes);

describe("the places of agents", () => {
  it("are accepted below the workspace and elsewhere on the machine", async () => {
    await check(settings({}), settings({ working_directory: "own" }));
    await check(settings({}), settings({ working_directory: join(folder, "elsewhere") }));
  });

  it.each([
    ["a directory of the system", () => ({ working_directory: "/etc" })],
    ["the home of the daemon", () => ({ working_directory: homes.home })],
    ["a way out of the workspace", () => ({ working_directory: "../.." })],
    ["a prompt file with keys", () => ({ prompt_file: join(homes.home, "auth", "token") })],
  ])("are refused when they name %s", async (_what, agent) => {
    await expect(check(settings({}), settings(agent()))).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  it("are checked for an agent that is new", async () => {
    const nobody = settingsSchema.parse({ workspace: { path: join(folder, "ws") } });
    await expect(check(nobody, settings({ working_directory: "/etc" }))).rejects.toThrow("system");
  });

  it("do not block other changes while they stay the same", async () => {
    const old = { working_directory: "/etc" };
    await check(settings(old), settings({ ...old, role: "new" }));
    await expect(check(settings(old), settings({ ...old, prompt_file: "p.md" }))).rejects.toThrow("system");
  });

  it("are checked again when the workspace moves", async () => {
    const moved = settings({}, join("user", ".tinyagi", "ws"));
    await expect(check(settings({}), moved)).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });
});

describe("the folder with the login of a program", () => {
  const withLogin = (folderOfIt: string, agent: object = {}): Settings =>
    settingsSchema.parse({
      ...settings(agent),
      models: { anthropic: { logins: { work: { config_dir: folderOfIt } } } },
    });

  it("is accepted outside of every workspace", async () => {
    await check(settings({}), withLogin("~/.claude-work"));
    await check(settings({}), withLogin(join(folder, "ws-of-mine")));
  });

  it.each([
    ["in the workspace", () => withLogin(join(folder, "ws", "coder", "login"))],
    ["in an agent's own directory", () => withLogin("~/work/x", { working_directory: "~/work" })],
    [
      "behind a link into the workspace",
      () => {
        mkdirSync(join(folder, "ws", "coder"), { recursive: true });
        symlinkSync(join(folder, "ws", "coder"), join(folder, "link"));
        return withLogin(join(folder, "link"));
      },
    ],
  ])("is refused %s, where agents write", async (_where, wanted) => {
    await expect(check(settings({}), wanted())).rejects.toMatchObject({
      code: "PATH_REFUSED",
      message: expect.stringContaining("models.anthropic.logins.work.config_dir"),
    });
  });

  it("blocks no other change while it stays the same, and no agent moves around it", async () => {
    const old = withLogin(join(folder, "ws", "login"));
    await check(old, { ...old, models: { ...old.models, provider: "anthropic" } });
    await expect(
      check(withLogin("~/work/x"), withLogin("~/work/x", { working_directory: "~/work" })),
    ).rejects.toThrow("config_dir");
  });
});
