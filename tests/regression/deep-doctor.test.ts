/** What `tinyagi doctor --deep` finds that a start does not look for, in a home that was used. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStage } from "../e2e/support/stage.js";

const require = createRequire(new URL("../../packages/kernel/package.json", import.meta.url));

it("a damaged row and a damaged backup are named, each with what to do", async () => {
  await using stage = await openStage({
    settings: { agents: { coder: { name: "Coder", provider: "demo", model: "" } } },
  });
  const daemon = await stage.start();
  await daemon.client.sendAndWait({ message: "@coder hello" });
  expect((await daemon.call("POST", "/api/backups", { body: {} })).status).toBe(200);
  await daemon.stop();
  const sound = await stage.cli(["doctor", "--deep"]);
  expect(sound.stdout).toMatch(/ok +database\.deep/);
  expect(sound.stdout).toMatch(/ok +backup\.whole/);

  const Database = require("better-sqlite3");
  const db = new Database(join(stage.place.home, "tinyagi.db"));
  db.prepare("UPDATE conversations SET limits = '{'").run();
  db.close();
  const folder = join(stage.place.home, "backups");
  const backup = join(folder, readdirSync(folder).find((name) => name.endsWith(".tar.gz")) ?? "");
  const bytes = readFileSync(backup);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(backup, bytes);

  const { stdout, code } = await stage.cli(["doctor", "--deep"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/ERROR +database\.deep: 1 rows of conversations\.limits cannot be read/);
  expect(stdout).toMatch(/ERROR +backup\.whole: .*cannot be restored/);
});
