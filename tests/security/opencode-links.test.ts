/**
 * opencode's own tools run in opencode itself and follow links, and a command of the agent can create any link in its
 * workspace. What is closed to the agent must be closed to opencode, too.
 *
 * @requirement PEOPLE-3
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolUsers } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 240_000;

let users: ToolUsers;

beforeAll(async () => {
  users = await openToolUsers();
}, TIMEOUT_MS);
afterAll(() => users[Symbol.asyncDispose]());

describe("the read tool of @opencode", needs("agent CLIs", "bubblewrap", "socat"), () => {
  test(
    "follows a link within the workspace, and none to a token or another workspace",
    async () => {
      const { home, workspace } = users.stage.place;
      const [own, neighbour] = [join(workspace, "opencode"), join(workspace, "neighbour")];
      mkdirSync(neighbour, { recursive: true });
      writeFileSync(join(neighbour, "plan.txt"), "CANARY of another workspace");
      const targets = {
        mine: join(own, "mine.txt"),
        token: join(home, "auth", "token"),
        settings: join(home, "settings.json"),
        plan: join(neighbour, "plan.txt"),
        root: `/proc/${users.daemon.pid}/root${neighbour}/plan.txt`,
      };
      const links = Object.entries(targets).map(([name, path]) => `ln -s '${path}' link-${name}`);
      const [, mine = "", ...closed] = await users.use("opencode", [
        { command: `echo OWN > mine.txt; ${links.join("; ")}; ls` },
        ...Object.keys(targets).map((name) => ({
          name: "read",
          input: { filePath: join(own, `link-${name}`) },
        })),
      ]);
      expect(mine).toContain("OWN");
      expect(closed).toHaveLength(4);
      expect(closed.join("\n")).not.toMatch(/CANARY|custom_providers/);
      expect(closed.join("\n")).not.toContain(users.daemon.token);
    },
    TIMEOUT_MS,
  );
});
