import { existsSync, readFileSync, statSync } from "node:fs";
import { expect, it } from "vitest";
import { createTempHome } from "./temp-home.js";

it("creates a separate home whose environment contains nothing of the machine but its PATH", async () => {
  const temp = await createTempHome();
  expect(temp.env.HOME).toBe(temp.userHome);
  expect(temp.home.startsWith(temp.userHome)).toBe(true);
  expect(temp.env.PATH?.split(":")[0]).toBe(temp.bin);
  expect(Object.keys(temp.env).toSorted()).toEqual([
    "HOME",
    "LANG",
    "NO_COLOR",
    "PATH",
    "TINYAGI_HOME",
    "TMPDIR",
  ]);
  await temp.cleanup();
  expect(existsSync(temp.root)).toBe(false);
  await temp.cleanup();
});

it("writes settings that only the owner can read", async () => {
  await using temp = await createTempHome();
  const path = temp.writeSettings({ agents: {} });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ agents: {} });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
