/** A program that keeps an old state of the database open makes its log grow for ever. `doctor` names that program. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStage } from "../e2e/support/stage.js";

const core = new URL("../../packages/kernel/package.json", import.meta.url);
const Database = createRequire(core)("better-sqlite3");
const MIB = 1_048_576;

/** Reads inside a transaction until its input ends, as a browser of databases that was left open. */
const READER = `
const Database = require("node:module").createRequire(process.argv[1])("better-sqlite3");
const db = new Database(process.argv[2], { readonly: true });
db.exec("BEGIN");
db.prepare("SELECT count(*) FROM sqlite_master").get();
process.stdout.write("reading");
process.stdin.resume().on("end", () => process.exit(0));
`;

it("a reader that holds an old state is named with its pid, and no longer when it has ended", async () => {
  await using stage = await openStage({ settings: {} });
  await (await stage.start()).stop();
  const path = join(stage.place.home, "tinyagi.db");
  const writer = new Database(path);
  writer.exec("CREATE TABLE filler (bytes BLOB)");
  const reader = spawn(process.execPath, ["-e", READER, core.pathname, path]);
  try {
    await once(reader.stdout, "data");
    for (let n = 0; n < 24; n += 1) writer.prepare("INSERT INTO filler VALUES (zeroblob(?))").run(MIB);
    const { stdout, code } = await stage.cli(["doctor"]);
    expect(stdout).toMatch(
      new RegExp(
        `warning +database\\.log: .*(?:[2-9]\\d\\.\\d) MiB.*because \\S+ \\(pid ${reader.pid}\\) holds`,
        "i",
      ),
    );
    expect(stdout).toContain("Close that program");
    expect(code).toBe(0);
  } finally {
    reader.stdin.end();
    await once(reader, "exit");
  }
  writer.prepare("INSERT INTO filler VALUES (1)").run();
  writer.pragma("wal_checkpoint(PASSIVE)");
  expect((await stage.cli(["doctor"])).stdout).not.toContain("database.log");
  writer.exec("DROP TABLE filler");
  writer.close();
});
