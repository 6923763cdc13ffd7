import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveSecret, SECRET_FILE_MAX_BYTES } from "./secret.js";

const CANARY = "canary-4711";
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tinyagi-secret-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function refusal(value: string, env: Record<string, string> = {}): Promise<string> {
  const error: unknown = await resolveSecret(value, { env }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "SECRET_UNRESOLVED" });
  return error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : "";
}

async function secretFile(content: string, mode = 0o600): Promise<string> {
  const path = join(directory, "secret");
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

describe("a secret of the settings", () => {
  it("may be plain text, a variable or a file", async () => {
    expect(await resolveSecret("sk-plain", { env: {} })).toBe("sk-plain");
    expect(await resolveSecret("env:KEY", { env: { KEY: CANARY } })).toBe(CANARY);
    expect(await resolveSecret(`file:${await secretFile(` ${CANARY}\n`)}`, { env: {} })).toBe(CANARY);
  });

  it("may come from a custom reader", async () => {
    const readFile = async (path: string): Promise<string> => `content of ${path}`;
    expect(await resolveSecret("file:/x", { env: {}, readFile })).toBe("content of /x");
  });

  it.each([
    ["env:MISSING", "the variable is not set"],
    ["env:toString", "the variable is not set"],
    ["env:A B", "the name of the variable is not valid"],
    ["env:", "the name of the variable is not valid"],
    ["env:EMPTY", "it is empty"],
    ["file:relative", "the path must be absolute"],
    ["file:/x\0y", "the path must be absolute"],
    ["file:/nowhere/at/all", "ENOENT"],
    ["", "it is empty"],
  ])("is refused as %j", async (value, reason) => {
    expect(await refusal(value, { EMPTY: "", OTHER: CANARY })).toContain(reason);
  });

  it.each([0o644, 0o604, 0o620, 0o602])("is refused from a file with mode %o", async (mode) => {
    const message = await refusal(`file:${await secretFile(CANARY, mode)}`);
    expect(message).toContain("use mode 0600");
    expect(message).not.toContain(CANARY);
  });

  it("is accepted from a group-readable file, as service managers create them", async () => {
    expect(await resolveSecret(`file:${await secretFile(CANARY, 0o440)}`, { env: {} })).toBe(CANARY);
  });

  it("is refused from a large file, a directory, a pipe and an endless device", async () => {
    const large = await secretFile("x".repeat(SECRET_FILE_MAX_BYTES + 1));
    expect(await refusal(`file:${large}`)).toContain("larger than");
    expect(await refusal(`file:${directory}`)).toContain("not a regular file");
    await execa("mkfifo", [join(directory, "pipe")]);
    expect(await refusal(`file:${join(directory, "pipe")}`)).toContain("not a regular file");
    await symlink("/dev/zero", join(directory, "zero"));
    expect(await refusal(`file:${join(directory, "zero")}`)).toContain("not a regular file");
  });
});
