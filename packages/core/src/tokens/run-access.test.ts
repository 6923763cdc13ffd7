/** The token of a run reaches its agent in a private file, and is worthless and gone afterwards. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SILENT_LOG } from "../base/log.js";
import { createRunAccess, type RunAccessOptions } from "./run-access.js";

let folder: string;
let live: Set<string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-access-"));
  live = new Set();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function access(options: Partial<RunAccessOptions> = {}) {
  return createRunAccess({
    tokens: {
      mintRun({ runId }) {
        const token = `tagr_${runId}`;
        live.add(token);
        return { token, revoke: () => void live.delete(token) };
      },
    },
    folder: join(folder, "access"),
    address: () => ({ url: "http://127.0.0.1:3777" }),
    conversationOf: () => "conv_1",
    agentIds: () => ["coder", "writer"],
    log: SILENT_LOG,
    ...options,
  });
}
const RUN = { runId: "run_1", agentId: "coder" };
const modeOf = (path: string) => statSync(path).mode & 0o777;

test("the file is private, its path is in the environment and the token is not", async () => {
  const grant = await access().grant(RUN);
  const file = grant?.env.TINYAGI_TOKEN_FILE ?? "";
  const header = join(dirname(file), "header");
  expect(grant?.env).toEqual({
    TINYAGI_API_URL: "http://127.0.0.1:3777",
    TINYAGI_TOKEN_FILE: file,
    TINYAGI_AUTH_FILE: header,
    TINYAGI_CONVERSATION_ID: "conv_1",
  });
  expect(readFileSync(file, "utf8")).toBe("tagr_run_1");
  expect(readFileSync(header, "utf8")).toBe("Authorization: Bearer tagr_run_1\n");
  expect(modeOf(header)).toBe(0o600);
  expect(modeOf(file)).toBe(0o600);
  expect(modeOf(dirname(file))).toBe(0o700);
  expect(modeOf(join(folder, "access"))).toBe(0o700);
});

test("an agent may read the folder of its own name and no more", async () => {
  const mine = await access().grant(RUN);
  const other = await access().grant({ runId: "run_2", agentId: "writer" });
  expect(mine?.readablePaths).toEqual([join(folder, "access", "coder")]);
  expect(mine?.closedPaths).toEqual([join(folder, "access", "writer")]);
  expect(other?.env.TINYAGI_TOKEN_FILE?.startsWith(`${mine?.readablePaths[0]}/`)).toBe(false);
});

test("the folders that are closed to a run are there, so that no sandbox puts a file in their place", async () => {
  const mine = await access({ agentIds: () => ["coder", "writer", "tester"] }).grant(RUN);
  for (const path of mine?.closedPaths ?? []) {
    expect(statSync(path).isDirectory()).toBe(true);
    expect(modeOf(path)).toBe(0o700);
  }
  expect(mine?.closedPaths).toHaveLength(2);
});

test("a file that a sandbox left in the place of an agent's folder gives way", async () => {
  await mkdir(join(folder, "access"));
  await writeFile(join(folder, "access", "coder"), "", { mode: 0o444 });
  await writeFile(join(folder, "access", "writer"), "", { mode: 0o444 });
  const mine = await access().grant(RUN);
  expect(readFileSync(mine?.env.TINYAGI_TOKEN_FILE ?? "", "utf8")).toBe("tagr_run_1");
  expect(statSync(join(folder, "access", "writer")).isDirectory()).toBe(true);
});

test("after the run the token is worthless and the file gone, that of another run stays", async () => {
  const first = await access().grant(RUN);
  const second = await access().grant({ ...RUN, runId: "run_2" });
  await first?.release();
  await first?.release();
  expect([...live]).toEqual(["tagr_run_2"]);
  expect(await readdir(join(folder, "access", "coder"))).toEqual(["run_2"]);
  await second?.release();
  expect(live.size).toBe(0);
});

test("a file that cannot be written leaves no token alive", async () => {
  await writeFile(join(folder, "access"), "in the way");
  await expect(access().grant(RUN)).rejects.toThrow();
  expect(live.size).toBe(0);
});

test("before the daemon serves, and for a run nobody knows, there is no access", async () => {
  expect(await access({ address: () => undefined }).grant(RUN)).toBeUndefined();
  expect(await access({ conversationOf: () => undefined }).grant(RUN)).toBeUndefined();
  expect(live.size).toBe(0);
});

test("an address for the sandbox is passed on where there is one", async () => {
  const sandboxed = { host: "127.84.65.71", port: 1 };
  const address = () => ({ url: "http://127.84.65.71:1", sandboxed });
  expect((await access({ address }).grant(RUN))?.api).toEqual(sandboxed);
  expect(await access().grant({ ...RUN, runId: "run_2" })).not.toHaveProperty("api");
});
