import { expect, test } from "vitest";
import { AppError } from "../app-error.js";
import { WORKSPACE_OPS } from "./workspace-ops.js";
import {
  answerWorkspaceCall,
  createWorkspaceProxy,
  placeOffline,
  workspaceCallSchema,
} from "./workspace-port.js";

const offline = createWorkspaceProxy(() => Promise.reject(placeOffline()));

test("every operation fails with a code while its machine cannot be reached", async () => {
  for (const op of WORKSPACE_OPS)
    await expect((offline[op] as (input: object) => Promise<unknown>)({})).rejects.toMatchObject({
      code: "PLACE_OFFLINE",
    });
});

test("an answer is what the operation promises, or none", async () => {
  const asked: unknown[] = [];
  const answering = (answer: unknown) =>
    createWorkspaceProxy(async (call) => {
      asked.push(workspaceCallSchema.parse(call));
      return answer;
    });
  const good = answering({ ok: true, value: { text: "hello", more: 1 } });
  expect(await good.readText({ path: "AGENTS.md" })).toEqual({ text: "hello" });
  expect(asked).toEqual([{ op: "readText", input: { path: "AGENTS.md" } }]);
  for (const odd of [
    undefined,
    "x",
    { ok: true },
    { ok: true, value: { text: 1 } },
    { ok: false, error: {} },
  ])
    await expect(answering(odd).readText({ path: "a" })).rejects.toMatchObject({ code: "PLACE_OFFLINE" });
});

test("the name of a sent copy is nothing but a name", async () => {
  const answering = (copy: string) =>
    createWorkspaceProxy(async () => ({ ok: true, value: { ok: true, copy, bytes: 1 } }));
  const good = "0123456789abcdef-report.pdf";
  expect(await answering(good).sendFile({ requested: "x" })).toMatchObject({ copy: good });
  for (const copy of ["../../settings.json", "0123456789abcdef-a/b", "/etc/passwd", "x"])
    await expect(answering(copy).sendFile({ requested: "x" })).rejects.toMatchObject({
      code: "PLACE_OFFLINE",
    });
});

test("a failure keeps its code and details, without what a terminal would obey", async () => {
  const refused = createWorkspaceProxy(async () => ({
    ok: false,
    error: {
      code: "PATH_REFUSED",
      message: "No\u001b[31m.",
      details: [{ path: "a", message: "b\u202e" }],
    },
  }));
  await expect(refused.locate({})).rejects.toMatchObject({
    code: "PATH_REFUSED",
    message: "No.",
    details: [{ path: "a", message: "b" }],
  });
  const unknown = createWorkspaceProxy(async () => ({
    ok: false,
    error: { code: "constructor", message: "x", details: [] },
  }));
  await expect(unknown.locate({})).rejects.toMatchObject({ code: "INTERNAL" });
});

test("a call is answered with a value or a failure, whatever it is", async () => {
  const answer = (call: unknown) => answerWorkspaceCall(offline, call);
  const code = { ok: false, error: { code: "INVALID_INPUT" } };
  for (const odd of [
    null,
    {},
    { op: "rm", input: {} },
    { op: "constructor", input: {} },
    { op: "readText", input: {} },
  ])
    expect(await answer(odd)).toMatchObject(code);
  expect(await answer({ op: "locate", input: {} })).toMatchObject({
    ok: false,
    error: { code: "PLACE_OFFLINE", details: [] },
  });
  const failing = (error: unknown) =>
    answerWorkspaceCall({ ...offline, locate: () => Promise.reject(error) }, { op: "locate", input: {} });
  const full = Object.assign(new Error("ENOSPC: /secret/path"), { code: "ENOSPC", syscall: "write" });
  expect(await failing(full)).toMatchObject({ ok: false, error: { code: "STORAGE_FULL" } });
  expect(JSON.stringify(await failing(full))).not.toContain("secret");
  expect(await failing(new Error("/secret"))).toMatchObject({ ok: false, error: { code: "INTERNAL" } });
  expect(await failing(new AppError("CONFLICT", "Wait."))).toEqual({
    ok: false,
    error: { code: "CONFLICT", message: "Wait.", details: [] },
  });
});
