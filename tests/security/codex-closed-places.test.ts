/**
 * What is closed to a codex agent stays closed, to its commands and to codex itself: while files are replaced and created,
 * and whatever the user's own configuration of codex says.
 *
 * @requirement CODEX-2
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolStep, type ToolUsers } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 180_000;
/** One white pixel. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

let users: ToolUsers;
let home: string;
let workspace: string;

beforeAll(async () => {
  users = await openToolUsers();
  home = users.stage.place.home;
  workspace = join(users.stage.place.workspace, "codex");
}, TIMEOUT_MS);
afterAll(() => users[Symbol.asyncDispose]());

const command = (text: string): ToolStep => ({ command: text });

describe("@codex", needs("agent CLIs", "bubblewrap"), () => {
  test(
    "reads neither what is replaced nor what is created while its command runs",
    async () => {
      const settings = join(home, "settings.json");
      const wait = `touch ready; until [ -e go ]; do sleep 0.05; done`;
      const done = users.use("codex", [
        command(`${wait}; cat '${settings}' '${home}'/new*; ls -A '${home}'`),
      ]);
      await waitFor(() => existsSync(join(workspace, "ready")), { timeoutMs: 60_000, what: "its command" });
      writeFileSync(join(home, "new.txt"), "CANARY created");
      writeFileSync(`${settings}.tmp`, `${readFileSync(settings, "utf8")}\n// CANARY replaced\n`);
      renameSync(`${settings}.tmp`, settings);
      writeFileSync(join(workspace, "go"), "");
      const [printed = ""] = await done;
      expect(printed).toContain("Process exited");
      expect(printed).not.toMatch(/CANARY|custom_providers|new\.txt/);
    },
    TIMEOUT_MS,
  );

  test(
    "shows itself pictures of its own workspace, and no other ones",
    async () => {
      const neighbour = join(users.stage.place.workspace, "neighbour");
      mkdirSync(neighbour, { recursive: true });
      mkdirSync(workspace, { recursive: true });
      for (const folder of [neighbour, workspace, join(home, "files", "out")])
        writeFileSync(join(folder, "picture.png"), Buffer.from(PICTURE, "base64"));
      symlinkSync(join(neighbour, "picture.png"), join(workspace, "link.png"));
      const closed = [join(neighbour, "picture.png"), join(home, "files", "out", "picture.png")];
      const paths = [
        join(workspace, "picture.png"),
        ...closed,
        join(workspace, "link.png"),
        ...closed.map((path) => `/proc/${users.daemon.pid}/root${path}`),
      ];
      const before = users.model.turns().length;
      await users.use(
        "codex",
        paths.map((path) => ({ name: "view_image", input: { path } })),
      );
      const last = JSON.stringify(users.model.turns().at(-1)?.raw);
      expect(users.model.turns().length - before).toBe(paths.length + 1);
      expect(last.split("data:image/").length - 1).toBe(1);
    },
    TIMEOUT_MS,
  );

  test(
    "reads no token where the user's configuration sets the older mode of the sandbox",
    async () => {
      const folder = join(users.stage.place.env.HOME ?? "", ".codex");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "config.toml"), 'sandbox_mode = "danger-full-access"\n');
      try {
        const [printed = ""] = await users.use("codex", [command(`cat '${home}/auth/token'; echo tried`)]);
        expect(printed).toContain("tried");
        expect(printed).not.toContain(users.daemon.token);
      } finally {
        rmSync(join(folder, "config.toml"));
      }
    },
    TIMEOUT_MS,
  );
});
