import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { invoke, withHome } from "../testing/invoke.js";
import type { Finding } from "./finding.js";

async function examine(home: string): Promise<{ code: number; found: Finding[] }> {
  const { code, stdout } = await invoke(["doctor", "--json"], { home, env: { TINYAGI_API_PORT: "1" } });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return { code, found: findings.filter(({ id }) => id.startsWith("database.")) };
}

/** Makes the database by the way. @returns the backup */
async function backUp(home: string): Promise<string> {
  writeFileSync(join(home, "settings.json"), "{}", { mode: 0o600 });
  const { stdout } = await invoke(["backup", "--json"], { home });
  return (JSON.parse(stdout) as { backup: { path: string } }).backup.path;
}

test("an intact database is reported as intact, a missing one as created by the first start", async () => {
  await withHome(async (home) => {
    expect((await examine(home)).found).toMatchObject([{ id: "database.missing", level: "info" }]);
    expect(existsSync(join(home, "tinyagi.db"))).toBe(false);
    await backUp(home);
    expect((await examine(home)).found).toMatchObject([{ id: "database.whole", level: "ok" }]);
    rmSync(home, { recursive: true });
    expect((await examine(home)).found).toEqual([]);
  });
});

test.each([
  ["is garbage", (file: string) => writeFileSync(file, "this is not a database ".repeat(500))],
  ["was cut off", (file: string) => truncateSync(file, 3 * 4_096)],
  ["was emptied", (file: string) => truncateSync(file, 0)],
])("a database that %s is an error that names the newest backup", async (_, damage) => {
  await withHome(async (home) => {
    await backUp(home);
    const newest = await backUp(home);
    const file = join(home, "tinyagi.db");
    damage(file);
    const before = readFileSync(file);
    const { code, found } = await examine(home);
    expect(code).toBe(1);
    expect(found).toMatchObject([
      { id: "database.whole", level: "error", hint: `Restore a backup: tinyagi restore ${newest}` },
    ]);
    expect(found[0]?.message).toContain(file);
    expect(readFileSync(file).equals(before)).toBe(true);
    rmSync(join(home, "backups"), { recursive: true });
    const [without] = (await examine(home)).found;
    expect(without?.hint).toMatch(/tinyagi restore <file>.*start with an empty database/);
  });
});

test("a database of a newer version is an error that says so", async () => {
  await withHome(async (home) => {
    await backUp(home);
    const file = join(home, "tinyagi.db");
    const bytes = readFileSync(file);
    // Where SQLite keeps the number of the schema, `user_version`.
    bytes.writeUInt32BE(9_999, 60);
    writeFileSync(file, bytes);
    const { code, found } = await examine(home);
    expect(code).toBe(1);
    expect(found).toMatchObject([{ id: "database.schema", level: "error" }]);
    expect(found[0]?.message).toContain("schema 9999");
  });
});
