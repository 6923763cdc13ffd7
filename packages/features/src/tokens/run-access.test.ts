/** The token of a run reaches its agent in a private file, and is worthless afterwards. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunAccess, type RunAccessOptions } from "./run-access.js";

let folder: string;
let live: Set<string>;
let admitted: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-access-"));
  live = new Set();
  admitted = undefined;
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
      mintKept() {
        const token = "tagr_kept";
        live.add(token);
        const admit = ({ runId, conversationId }: { runId: string; conversationId: string }) => {
          admitted = `${runId} in ${conversationId}`;
          return () => {
            admitted = undefined;
          };
        };
        return { token, admit, revoke: () => void live.delete(token) };
      },
    },
    folder: join(folder, "access"),
    address: () => ({ url: "http://127.0.0.1:3777" }),
    conversationOf: () => "conv_1",
    agentIds: () => AGENTS,
    ...options,
  });
}
const AGENTS = ["coder", "writer"];
const RUN = { runId: "run_1", agentId: "coder" };
const getMode = (path: string) => statSync(path).mode & 0o777;

test("the file is private, its path is in the environment and the token is not", async () => {
  const grant = await access().grant(RUN);
  const file = grant?.env.TINYAGI_TOKEN_FILE ?? "";
  const header = join(dirname(file), "1.header");
  expect(grant?.env).toEqual({
    TINYAGI_API_URL: "http://127.0.0.1:3777",
    TINYAGI_TOKEN_FILE: file,
    TINYAGI_AUTH_FILE: header,
    TINYAGI_CONVERSATION_ID: "conv_1",
  });
  expect(readFileSync(file, "utf8")).toBe("tagr_run_1");
  expect(readFileSync(header, "utf8")).toBe("Authorization: Bearer tagr_run_1\n");
  expect(getMode(header)).toBe(0o600);
  expect(getMode(file)).toBe(0o600);
  expect(getMode(dirname(file))).toBe(0o700);
  expect(getMode(join(folder, "access"))).toBe(0o700);
});

test("an agent may read the folder of its own name and no more", async () => {
  const mine = await access().grant(RUN);
  const other = await access().grant({ runId: "run_2", agentId: "writer" });
  expect(mine?.readablePaths).toEqual([join(folder, "access", "coder")]);
  expect(mine?.closedPaths).toEqual([join(folder, "access", "writer")]);
  expect(other?.env.TINYAGI_TOKEN_FILE?.startsWith(`${mine?.readablePaths[0]}/`)).toBe(false);
});

test("the folders that are closed to a run are there, so that no sandbox puts a file in their place", async () => {
  const all = ["coder", "writer", "tester"];
  const mine = await access({ agentIds: () => all }).grant(RUN);
  for (const path of mine?.closedPaths ?? []) {
    expect(statSync(path).isDirectory()).toBe(true);
    expect(getMode(path)).toBe(0o700);
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

test("an agent's folder that is gone, or that a sandbox made a file of, is created again for its next run", async () => {
  const one = access();
  (await one.grant(RUN))?.release();
  rmSync(join(folder, "access", "coder"), { recursive: true });
  (await one.grant({ ...RUN, runId: "run_2" }))?.release();
  rmSync(join(folder, "access", "coder"), { recursive: true });
  await writeFile(join(folder, "access", "coder"), "", { mode: 0o444 });
  const third = await one.grant({ ...RUN, runId: "run_3" });
  expect(readFileSync(third?.env.TINYAGI_TOKEN_FILE ?? "", "utf8")).toBe("tagr_run_3");
});

test("the folder of an agent that is added later exists before a run closes it", async () => {
  let agents = AGENTS;
  const one = access({ agentIds: () => agents });
  (await one.grant(RUN))?.release();
  agents = [...AGENTS, "tester"];
  const grant = await one.grant({ ...RUN, runId: "run_2" });
  expect(grant?.closedPaths).toEqual(["writer", "tester"].map((id) => join(folder, "access", id)));
  for (const path of grant?.closedPaths ?? []) expect(statSync(path).isDirectory()).toBe(true);
});

test("after the run the token is worthless, that of another run stays", async () => {
  const one = access();
  const first = await one.grant(RUN);
  const second = await one.grant({ ...RUN, runId: "run_2" });
  first?.release();
  first?.release();
  expect([...live]).toEqual(["tagr_run_2"]);
  second?.release();
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

test("a program that stays open has one token, which stands for the run that is admitted", async () => {
  const grant = await access().keep("coder");
  expect(grant?.mcp?.token).toBe("tagr_kept");
  expect(grant?.env.TINYAGI_CONVERSATION_ID).toBe("conv_current");
  const dismiss = grant?.admit("run_1");
  expect(admitted).toBe("run_1 in conv_1");
  dismiss?.();
  expect(admitted).toBeUndefined();
  grant?.release();
  expect(live.size).toBe(0);
});

test("an unknown run is not admitted", async () => {
  const grant = await access({ conversationOf: () => undefined }).keep("coder");
  expect(grant?.admit("run_1")).toBeUndefined();
  grant?.release();
});

test("a program that would be told something else of the API is told so by the basis", () => {
  const here = access().basis();
  expect(access().basis()).toBe(here);
  expect(access({ address: () => ({ url: "http://127.0.0.1:4000" }) }).basis()).not.toBe(here);
  expect(access({ address: () => undefined }).basis()).not.toBe(here);
});
