import { execa } from "execa";
import { expect, it } from "vitest";
import { createTempHome } from "../temp-home.js";
import { createTinyAgentBin } from "./bin.js";

it("answers in claude's stream format, keeps the session id and notes its run", async () => {
  await using temp = await createTempHome();
  const tiny = createTinyAgentBin(temp.bin);
  const { stdout } = await execa(tiny.claude, ["-p", "--resume", "s-1", "--model", "m"], {
    input: "x".repeat(200_000),
    env: { ...temp.env, TINYAGI_AGENT_ID: "coder", TINYAGI_RUN_ID: "run-9" },
    extendEnv: false,
  });
  const lines = stdout.split("\n").map((line) => JSON.parse(line));
  expect(lines.map((line) => line.type)).toEqual(["system", "assistant", "result"]);
  expect(lines.every((line) => line.session_id === "s-1")).toBe(true);
  expect(tiny.runs()).toMatchObject([{ name: "tiny", agentId: "coder", runId: "run-9" }]);
});
