import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readFixture } from "./fixtures.js";

const ROOT = fileURLToPath(new URL("../fixtures/", import.meta.url));

describe.each(["claude", "codex"] as const)("recorded outputs of %s", (cli) => {
  const names = readdirSync(`${ROOT}${cli}`).filter((name) => name.endsWith(".jsonl"));

  it.each(names)("%s holds JSON lines and an exit code", (file) => {
    const fixture = readFixture(cli, file.replace(".jsonl", ""));
    for (const line of fixture.lines) expect(JSON.parse(line)).toHaveProperty("type");
    expect(fixture.exitCode === null || Number.isInteger(fixture.exitCode)).toBe(true);
    expect(fixture.lines.length + fixture.stderr.length).toBeGreaterThan(0);
  });

  it("contain no path of the machine on which they were recorded", () => {
    for (const file of readdirSync(`${ROOT}${cli}`)) {
      const text = readFileSync(`${ROOT}${cli}/${file}`, "utf8");
      expect(text.match(/\/(?:tmp|root|work|Users)\/[\w-]+/g) ?? []).toEqual([]);
    }
  });
});

it("an unknown fixture is an error that names the existing ones", () => {
  expect(() => readFixture("codex", "nope")).toThrow("success");
});
