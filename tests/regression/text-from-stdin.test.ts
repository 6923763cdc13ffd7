/**
 * What real stdin brings to the real command: a pipe, a file, a loop around the command, nothing, and a stdin that nobody
 * closes. @requirement CLI-1
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CLI, openStage, type Stage } from "../e2e/support/stage.js";

async function started(): Promise<Stage> {
  const stage = await openStage();
  await stage.start();
  return stage;
}

const TINYAGI = `"${process.execPath}" "${CLI}"`;

/** The texts of all conversations, oldest first. */
async function texts(stage: Stage): Promise<string[]> {
  const { stdout } = await stage.cli(["conversation", "list", "--json"]);
  return (JSON.parse(stdout) as { text: string }[]).map(({ text }) => text).reverse();
}

test("a pipe, a file and /dev/null are told apart", async () => {
  await using stage = await started();
  const file = join(stage.place.root, "ctx.txt");
  writeFileSync(file, "from a file\n");
  const lines = [
    `echo ctx | ${TINYAGI} send 'explain'`,
    `echo ctx | ${TINYAGI} send 'explain' -`,
    `${TINYAGI} send 'explain' < "${file}"`,
    `${TINYAGI} send 'explain' < /dev/null`,
    `${TINYAGI} send 'explain' <&-`,
    `echo alone | ${TINYAGI} send`,
  ];
  for (const line of lines) expect(await stage.run("bash", ["-c", line])).toMatchObject({ code: 0 });
  const both = (ctx: string) => `explain\n\nFrom stdin:\n\`\`\`\n${ctx}\n\`\`\``;
  expect(await texts(stage)).toEqual([
    ...[both("ctx"), both("ctx"), both("from a file")],
    ...["explain", "explain", "alone\n"],
  ]);
});

test("a loop over a file keeps its list", async () => {
  await using stage = await started();
  const list = join(stage.place.root, "list.txt");
  writeFileSync(list, "one\ntwo\nthree\n");
  await stage.run("bash", ["-c", `while read -r line; do ${TINYAGI} send "$line"; done < "${list}"`]);
  expect(await texts(stage)).toEqual(["one", "two", "three"]);
});

test("a stdin that nobody writes to and nobody closes does not keep the command", async () => {
  await using stage = await started();
  const child = spawn(process.execPath, [CLI, "send", "explain"], {
    env: { ...stage.place.env, TINYAGI_API_PORT: "0" },
    stdio: ["pipe", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  child.stdin.destroy();
  expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining("</dev/null") });
  expect(await texts(stage)).toEqual(["explain"]);
});
