/** @requirement BACKUP-1 @requirement BACKUP-2 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createVirtualClock, openSqlite, parseFailpoints } from "@tinyagi/base";
import { refusedFile } from "@tinyagi/contracts";
import { finishSwap, homePaths } from "@tinyagi/home";
import { openStore } from "@tinyagi/kernel";
import { list } from "tar";
import { describe, expect, test } from "vitest";
import { conversationRow, messageRow } from "../../../kernel/src/store/fixture.js";
import { createBackup, listBackups } from "./create-backup.js";
import { createBackupFixture, NOW } from "./fixture.js";
import type { WorkspaceMode } from "./manifest.js";
import { restoreBackup } from "./restore-backup.js";

function backUp(place: ReturnType<typeof createBackupFixture>, mode: WorkspaceMode = "memory") {
  const { paths, store, workspaces } = place;
  return createBackup({ paths, db: store.db, version: "1.2.3", now: NOW, workspaces, mode });
}

function namesIn(file: string): string[] {
  const names: string[] = [];
  list({ file, sync: true, onReadEntry: (entry) => void names.push(entry.path.replace(/^\.\//, "")) });
  return names.sort();
}

describe("a backup", () => {
  test("is one private file with the data and the files that define the agents, without the token", async () => {
    const place = createBackupFixture();
    symlinkSync("/etc/passwd", join(place.workspace, "memory", "link.md"));
    // A hard link to a file elsewhere looks like a file of the workspace.
    linkSync(place.paths.authToken, join(place.workspace, "memory", "token.md"));
    const { path, manifest, name } = await backUp(place);
    expect(namesIn(path)).toEqual([
      "files/in/aaaaaaaa.txt",
      "manifest.json",
      "settings.json",
      "tinyagi.db",
      "workspaces/coder/AGENTS.md",
      "workspaces/coder/memory/ann.md",
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(manifest).toMatchObject({ version: "1.2.3", createdAt: NOW, schema: expect.any(Number) });
    expect(readdirSync(place.paths.backups)).toEqual([name]);
    expect(await listBackups(place.paths)).toMatchObject([{ name, path, bytes: statSync(path).size }]);
  });

  test("reports what it could not save, but not a link to something that it saved", async () => {
    const place = createBackupFixture();
    const memory = join(place.workspace, "memory");
    symlinkSync("/etc/passwd", join(memory, "outside.md"));
    symlinkSync("/nowhere/at/all", join(memory, "dangling.md"));
    symlinkSync("circle.md", join(memory, "circle.md"));
    symlinkSync("ann.md", join(memory, "inside.md"));
    linkSync(place.paths.authToken, join(memory, "token.md"));
    writeFileSync(join(place.paths.filesIn, "two\nlines.txt"), "x");
    execFileSync("mkfifo", [join(place.paths.filesOut, "pipe")]);
    const made = await backUp(place);
    expect(made.leftOut).toEqual({
      count: 6,
      files: [
        { path: "files/out/pipe", ...refusedFile("special") },
        { path: "files/in/two\nlines.txt", ...refusedFile("name") },
        { path: "workspaces/coder/memory/circle.md", ...refusedFile("link_out") },
        { path: "workspaces/coder/memory/dangling.md", ...refusedFile("link_out") },
        { path: "workspaces/coder/memory/outside.md", ...refusedFile("link_out") },
        { path: "workspaces/coder/memory/token.md", ...refusedFile("hard_link") },
      ],
    });
    expect((await backUp(createBackupFixture())).leftOut).toEqual({ count: 0, files: [] });
  });

  test("counts all unsaved files and names the first hundred", async () => {
    const place = createBackupFixture();
    for (let index = 0; index < 150; index += 1)
      symlinkSync("/etc/passwd", join(place.workspace, "memory", `${index}.md`));
    const { leftOut } = await backUp(place);
    expect([leftOut.count, leftOut.files.length]).toEqual([150, 100]);
  });

  test.skipIf(process.getuid?.() === 0)("reports a folder without read permission", async () => {
    const place = createBackupFixture();
    const closed = join(place.workspace, "memory", "closed");
    mkdirSync(closed, { mode: 0 });
    const { leftOut } = await backUp(place);
    chmodSync(closed, 0o700);
    expect(leftOut.files).toEqual([{ path: "workspaces/coder/memory/closed", ...refusedFile("permission") }]);
  });

  test("contains whole workspaces, or none, when asked", async () => {
    const place = createBackupFixture();
    mkdirSync(join(place.workspace, "node_modules"));
    writeFileSync(join(place.workspace, "node_modules", "big.js"), "x");
    expect(
      namesIn((await backUp(place, "all")).path).filter((name) => name.startsWith("workspaces")),
    ).toEqual(["workspaces/coder/AGENTS.md", "workspaces/coder/code.ts", "workspaces/coder/memory/ann.md"]);
    const other = createBackupFixture();
    expect(namesIn((await backUp(other, "none")).path)).not.toContain("workspaces/coder/AGENTS.md");
  });

  test("contains the state of one moment, although messages arrive meanwhile", async () => {
    const place = createBackupFixture();
    const { store } = place;
    await store.write(() => store.conversations.insert(conversationRow("c1")));
    let stop = false;
    const writer = (async () => {
      for (let i = 0; !stop; i += 1)
        await store.write(() => {
          store.messages.insert(messageRow("a", { message_id: `a${i}` }));
          store.messages.insert(messageRow("b", { message_id: `b${i}` }));
        });
    })();
    const acknowledged = store.messages.countInConversation("c1");
    const { path } = await backUp(place);
    stop = true;
    await writer;
    const other = createBackupFixture("other");
    await other.store[Symbol.asyncDispose]();
    await restoreBackup({ file: path, paths: other.paths, userHome: other.root, now: NOW });
    const db = openSqlite(other.paths.database);
    const rows = db
      .prepare<[], { agent_id: string; n: number }>(
        "SELECT agent_id, count(*) AS n FROM messages GROUP BY agent_id",
      )
      .all();
    db.close();
    const [a, b] = rows.map((row) => row.n);
    expect(a).toBe(b);
    expect((a ?? 0) + (b ?? 0)).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe("a restore", () => {
  test.each([
    ["a trigger", "CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM outbox; END"],
    ["a view", "CREATE VIEW approved AS SELECT * FROM plugins"],
    ["a virtual table", "CREATE VIRTUAL TABLE notes USING fts5(text)"],
  ])("refuses a database that contains %s and changes nothing", async (_what, sql) => {
    const place = createBackupFixture();
    place.store.db.exec(sql);
    const { path } = await backUp(place);
    await place.store[Symbol.asyncDispose]();
    const names = readdirSync(place.home).sort();
    for (const dryRun of [true, false]) {
      const restoring = restoreBackup({
        file: path,
        paths: place.paths,
        userHome: place.root,
        now: NOW,
        dryRun,
      });
      await expect(restoring).rejects.toMatchObject({
        code: "BACKUP_INVALID",
        message: expect.stringContaining("TinyAGI did not create"),
      });
    }
    expect(readdirSync(place.home).sort()).toEqual(names);
  });

  test("puts the company's notes and documents back and moves newer ones aside", async () => {
    const place = createBackupFixture();
    const company = join(place.home, "company");
    mkdirSync(join(company, "people"), { recursive: true });
    mkdirSync(join(company, "files"));
    writeFileSync(join(company, "people", "kim.md"), "---\nname: Kim\nsummary: Buyer\n---\nLikes tea.\n");
    writeFileSync(join(company, "files", "plan.pdf"), Buffer.from([37, 0, 255]));
    symlinkSync("/etc/passwd", join(company, "outside.md"));
    const { path, leftOut } = await backUp(place);
    expect(leftOut.files.map((file) => file.path)).toEqual(["company/outside.md"]);
    await place.store[Symbol.asyncDispose]();
    writeFileSync(join(company, "people", "kim.md"), "changed");
    writeFileSync(join(company, "newer.md"), "newer");
    const { aside } = await restoreBackup({
      file: path,
      paths: place.paths,
      userHome: place.root,
      now: NOW,
    });
    expect(readdirSync(company).sort()).toEqual(["files", "people"]);
    expect(readFileSync(join(company, "people", "kim.md"), "utf8")).toContain("Likes tea.");
    expect(readFileSync(join(company, "files", "plan.pdf"))).toEqual(Buffer.from([37, 0, 255]));
    expect(readFileSync(join(aside ?? "", "company", "newer.md"), "utf8")).toBe("newer");
  });

  test("restores everything and moves the previous data aside", async () => {
    const place = createBackupFixture();
    const { path } = await backUp(place);
    await place.store[Symbol.asyncDispose]();
    writeFileSync(place.paths.settings, "{}");
    writeFileSync(join(place.paths.filesIn, "newer.txt"), "newer");
    writeFileSync(join(place.workspace, "AGENTS.md"), "be long");
    const report = await restoreBackup({ file: path, paths: place.paths, userHome: place.root, now: NOW });
    expect(JSON.parse(readFileSync(place.paths.settings, "utf8")).models.anthropic.api_key).toBe("sk-canary");
    expect(readdirSync(place.paths.filesIn)).toEqual(["aaaaaaaa.txt"]);
    expect(readFileSync(join(place.workspace, "AGENTS.md"), "utf8")).toBe("be brief");
    expect(report).toMatchObject({ workspaceFiles: 1, notes: [], members: 5 });
    const aside = report.aside ?? "";
    expect(readFileSync(join(aside, "settings.json"), "utf8")).toBe("{}");
    expect(readFileSync(join(aside, "files", "in", "newer.txt"), "utf8")).toBe("newer");
    expect(readFileSync(join(aside, "workspaces", "coder", "AGENTS.md"), "utf8")).toBe("be long");
    expect(readFileSync(place.paths.authToken, "utf8")).toBe("operator-token-canary");
    expect(existsSync(join(place.home, ".staging"))).toBe(false);
  });

  test("warns before it restores anything that runs code or removes a protection", async () => {
    const place = createBackupFixture();
    const settings = JSON.parse(readFileSync(place.paths.settings, "utf8"));
    settings.agents.coder.permissions = "bypass";
    settings.server = { auth: "none" };
    writeFileSync(place.paths.settings, JSON.stringify(settings));
    await place.store.write(() =>
      place.store.plugins.put({ name: "evil", digest: "0".repeat(64), approved_at: NOW }),
    );
    const { path } = await backUp(place);
    const rehearsal = { file: path, paths: place.paths, userHome: place.root, now: NOW, dryRun: true };
    expect((await restoreBackup(rehearsal)).warnings).toEqual([
      "Plugins that it approves, whose code will run: evil",
      "Agents that work without a sandbox: @coder",
      "Its daemon requires no token",
      expect.stringContaining("Files of its agents are written to"),
    ]);
  });

  test("warns when files of agents go to an existing folder", async () => {
    const place = createBackupFixture();
    const { path } = await backUp(place);
    const rehearsal = { file: path, paths: place.paths, userHome: place.root, now: NOW, dryRun: true };
    expect((await restoreBackup(rehearsal)).warnings).toEqual([
      `Files of its agents are written to ${join(place.root, "ws")}, which already exists; files that differ are moved aside`,
    ]);
    rmSync(join(place.root, "ws"), { recursive: true });
    expect((await restoreBackup(rehearsal)).warnings).toEqual([]);
  });

  test("only verifies in a dry run", async () => {
    const place = createBackupFixture();
    const { path } = await backUp(place);
    writeFileSync(place.paths.settings, "{}");
    const names = readdirSync(place.home).sort();
    const report = await restoreBackup({
      file: path,
      paths: place.paths,
      userHome: place.root,
      now: NOW,
      dryRun: true,
    });
    expect(report).toMatchObject({ aside: null, members: 5 });
    expect(readdirSync(place.home).sort()).toEqual(names);
    expect(readFileSync(place.paths.settings, "utf8")).toBe("{}");
  });

  test("only reads in a dry run: it creates no home and leaves an interrupted change as it is", async () => {
    const place = createBackupFixture();
    const { path } = await backUp(place);
    const elsewhere = join(place.root, "elsewhere");
    const rehearsal = { file: path, userHome: place.root, now: NOW, dryRun: true };
    const report = await restoreBackup({ ...rehearsal, paths: homePaths(elsewhere) });
    expect(report).toMatchObject({ aside: null, members: 5, workspaceRoot: join(place.root, "ws") });
    expect(existsSync(elsewhere)).toBe(false);
    mkdirSync(join(place.home, ".staging"));
    writeFileSync(join(place.home, ".staging", "commit.json"), "{}");
    await restoreBackup({ ...rehearsal, paths: place.paths });
    expect(readdirSync(join(place.home, ".staging"))).toEqual(["commit.json"]);
  });

  test.each(["swap.before-commit", "swap.after-commit", "swap.between"])(
    "that is killed at %s leaves the old home or, after the next start, the backup",
    async (point) => {
      const place = createBackupFixture();
      const { path } = await backUp(place);
      await place.store[Symbol.asyncDispose]();
      writeFileSync(place.paths.settings, '{"agents":{}}');
      const failpoints = parseFailpoints(`${point}=throw`, () => {});
      const options = { file: path, paths: place.paths, userHome: place.root, now: NOW, failpoints };
      await expect(restoreBackup(options)).rejects.toThrow("Failpoint");
      const done = await finishSwap(place.home);
      expect(done).toBe(point !== "swap.before-commit");
      expect(readFileSync(place.paths.settings, "utf8").includes("sk-canary")).toBe(done);
      expect(existsSync(place.paths.database)).toBe(true);
    },
  );
});

test("no public link of a backup works after a restore, also one that was revoked since", async () => {
  const source = createBackupFixture();
  const { root, store } = source;
  const facts = { agent_id: "coder", conversation_id: null, run_id: null, created_at: NOW };
  const link = { created_by: "operator", created_at: NOW, expires_at: null, opened: 0, opened_at: null };
  store.writeNow(() => {
    const { id } = store.artifacts.add({ ...facts, name: "plan.md", file: `${"0".repeat(16)}-plan.md` });
    store.artifacts.addLink({ ...link, id: "share_1", artifact_id: id, digest: "one", revoked_at: null });
    store.artifacts.addLink({ ...link, id: "share_2", artifact_id: id, digest: "two", revoked_at: NOW - 5 });
  });
  const { path } = await backUp(source);
  store.writeNow(() => store.artifacts.revoke("share_1", NOW));
  const place = createBackupFixture("other");
  await place.store[Symbol.asyncDispose]();
  const rehearsal = { file: path, paths: place.paths, userHome: root, now: NOW + 7, dryRun: true };
  const note = "Public links to artifacts that do not work any more: 1. Share again what should stay public";
  expect((await restoreBackup(rehearsal)).notes).toEqual([note]);
  expect((await restoreBackup({ ...rehearsal, dryRun: false })).notes).toEqual([note]);
  await using restored = openStore({ path: place.paths.database, clock: createVirtualClock(NOW) });
  expect(restored.artifacts.link("share_1")?.revoked_at).toBe(NOW + 7);
  expect(restored.artifacts.link("share_2")?.revoked_at).toBe(NOW - 5);
  expect(restored.artifacts.liveLinks(NOW + 7, 10)).toEqual([]);
});
