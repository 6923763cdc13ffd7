/**
 * Backup under load and restore elsewhere, with the built program.
 *
 * @requirement BACKUP-1 @requirement BACKUP-2
 */
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

const settings = { agents: { coder: { name: "Coder", provider: "demo", model: "" } } };

test("what was acknowledged before a backup is there after a restore elsewhere, and ends", async () => {
  await using stage = await openStage({ settings });
  await using elsewhere = await openStage();
  const daemon = await stage.start();
  const acknowledged: string[] = [];
  let stop = false;
  const people = (async () => {
    for (let i = 0; !stop; i += 1) {
      const { messageId } = await daemon.client.call("sendMessage", { body: { message: `#demo say ${i}` } });
      acknowledged.push(messageId);
    }
  })();
  await waitFor(() => acknowledged.length >= 20, { what: "messages" });
  const before = [...acknowledged];
  const file = join(stage.place.root, "home.tar.gz");
  const made = await stage.cli(["backup", "--out", file, "--json"]);
  stop = true;
  await people;
  expect(made).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(made.stdout).backup).toMatchObject({ path: file, workspaces: "memory" });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const restored = await elsewhere.cli(["restore", file, "--yes", "--json"]);
  expect(restored.code).toBe(0);
  const other = await elsewhere.start();
  await waitFor(async () => {
    const { incoming, queued, processing } = await other.client.call("queueStatus");
    return incoming + queued + processing === 0;
  });
  for (const messageId of before) {
    const [conversation] = await other.client.call("listConversations", { query: { messageId, limit: 1 } });
    expect(conversation).toMatchObject({ messageId, status: "closed" });
  }
});

test("a restore is refused while the daemon runs, without a yes, and for what is no backup", async () => {
  await using stage = await openStage({ settings });
  const first = await stage.cli(["start"]);
  expect(first.code).toBe(0);
  const made = await stage.cli(["backup", "--json"]);
  const { path } = JSON.parse(made.stdout).backup;
  expect(await stage.cli(["restore", path, "--yes"])).toMatchObject({
    code: 73,
    stderr: expect.stringContaining("tinyagi stop"),
  });
  expect((await stage.cli(["restore", path, "--dry-run"])).code).toBe(0);
  expect((await stage.cli(["doctor"])).stdout).toMatch(/ok +database\.whole: /);
  expect((await stage.cli(["backup", "list"])).stdout).toContain(".tar.gz");
  await stage.cli(["stop"]);
  expect((await stage.cli(["restore", path, "--dry-run"])).code).toBe(0);
  expect((await stage.cli(["restore", path])).code).toBe(2);
  const broken = join(stage.place.root, "broken.tar.gz");
  writeFileSync(broken, "no archive");
  expect(await stage.cli(["restore", broken, "--yes"])).toMatchObject({
    code: 65,
    stderr: expect.stringContaining("Nothing was changed"),
  });
  expect((await stage.cli(["backup", "--json"])).code).toBe(0);
});
