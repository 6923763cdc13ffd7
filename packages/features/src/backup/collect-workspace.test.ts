import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, FILE_PART_BYTES, placeOffline, refusedFile } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { tempFolder } from "../../../base/src/files/fixture.js";
import { type AgentWorkspace, collectWorkspace } from "./collect-workspace.js";
import { createLeftOut } from "./left-out.js";

type Machine = AgentWorkspace["workspace"];

async function collectFrom(workspace: Machine) {
  const folder = tempFolder();
  const leftOut = createLeftOut();
  const copied: string[] = [];
  await collectWorkspace({
    agentId: "coder",
    workspace,
    mode: "all",
    folder,
    leftOut,
    isPossible: () => true,
    onCopy: async (path) => void copied.push(path),
  });
  return { folder, copied, leftOut: leftOut.summary() };
}

const one: Machine["listFiles"] = async () => ({ files: ["a"], leftOut: [], next: null });
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a file of several parts is copied whole", async () => {
  const content = "x".repeat(FILE_PART_BYTES + 3);
  const { folder, copied } = await collectFrom({
    listFiles: one,
    readFile: async ({ offset }) => {
      const text = content.slice(offset, offset + FILE_PART_BYTES);
      return { ok: true, bytes: base64(text), last: offset > 0, stamp: "1" };
    },
  });
  expect(copied).toEqual(["workspaces/coder/a"]);
  expect(readFileSync(join(folder, "workspaces/coder/a"), "utf8")).toBe(content);
});

test("a file that becomes another one is read again, and left out if it never rests", async () => {
  let reads = 0;
  const changing = (rests: number): Machine => ({
    listFiles: one,
    readFile: async ({ offset }) => {
      if (offset === 0) reads += 1;
      if (offset > 0 && reads < rests) return { ok: false, missing: false, reason: "it was replaced" };
      return { ok: true, bytes: base64("ab"), last: offset > 0, stamp: String(reads) };
    },
  });
  const { copied, folder } = await collectFrom(changing(2));
  expect(copied).toHaveLength(1);
  expect(readFileSync(join(folder, copied[0] ?? ""), "utf8")).toBe("abab");
  reads = 0;
  const never = await collectFrom(changing(99));
  expect(never.leftOut.files).toEqual([{ path: "workspaces/coder/a", reason: "it was replaced" }]);
  expect(readdirSync(join(never.folder, "workspaces/coder"))).toEqual([]);
});

test("a file that was just deleted is no loss", async () => {
  const gone: Machine["readFile"] = async () => ({
    ok: false,
    missing: true,
    reason: "there is no such file",
  });
  expect(await collectFrom({ listFiles: one, readFile: gone })).toMatchObject({
    copied: [],
    leftOut: { count: 0 },
  });
});

test("an agent whose machine cannot be reached is left out, and the backup says so", async () => {
  const { leftOut } = await collectFrom({
    listFiles: () => Promise.reject(placeOffline()),
    readFile: () => Promise.reject(placeOffline()),
  });
  expect(leftOut.files).toEqual([{ path: "workspaces/coder", ...refusedFile("offline") }]);
});

test.each([
  ["UNKNOWN_AGENT", "deleted"],
  ["PATH_REFUSED", "folder"],
] as const)(
  "what was not copied before %s is named, and nothing is if it was so from the start",
  async (code, refusal) => {
    const refused = new AppError(code, "It is not there.");
    const gone = await collectFrom({
      listFiles: () => Promise.reject(refused),
      readFile: () => Promise.reject(refused),
    });
    expect(gone.leftOut.count).toBe(0);
    const going = await collectFrom({
      listFiles: async () => ({ files: ["a", "b"], leftOut: [], next: null }),
      readFile: async ({ path }) => {
        if (path === "b") throw refused;
        return { ok: true, bytes: "", last: true, stamp: "1" };
      },
    });
    expect(going.copied).toEqual(["workspaces/coder/a"]);
    expect(going.leftOut.files).toEqual([{ path: "workspaces/coder", ...refusedFile(refusal) }]);
  },
);

test("a machine that lists pages without end does not keep a backup going", async () => {
  const { leftOut } = await collectFrom({
    listFiles: async () => ({ files: [], leftOut: [], next: "a" }),
    readFile: () => Promise.reject(placeOffline()),
  });
  expect(leftOut.count).toBe(1);
});
