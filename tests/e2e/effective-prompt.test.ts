/**
 * What `tinyagi agent prompt --effective` prints is what the model gets: with the real claude and codex, and with an agent
 * on a model API, whose requests a mock model records.
 *
 * @requirement PROMPT-2
 */
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRealTeam, type RealTeam } from "./support/real-team.js";

const TIMEOUT_MS = 200_000;
const APPEND = "House rule: answer in rhymes.";
let team: RealTeam;

beforeAll(async () => {
  const answer = () => ({ text: "done" });
  team = await openRealTeam(
    { lead: answer, coder: answer, reviewer: answer },
    { protocol: { append: APPEND } },
    { coder: "api" },
  );
  await team.stage.start();
}, TIMEOUT_MS);
afterAll(() => team[Symbol.asyncDispose]());

/** Every text in the body of a request. */
function listTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(listTexts) : [];
}

describe("the effective prompt", needs("agent CLIs"), () => {
  test.each([
    ["lead", "claude", "file"],
    ["coder", "api", "api"],
    ["reviewer", "codex", "argument"],
  ])("of @%s (%s) is what the model receives", { timeout: TIMEOUT_MS }, async (id, harness, way) => {
    const { client } = team.stage.current();
    await client.sendAndWait({ message: `@${id} hello there` });
    const shown = await client.call("effectivePrompt", { params: { id } });
    expect(shown).toMatchObject({ harness, system: { way }, warnings: [] });
    const [request] = team.listRequests(id);
    const received = listTexts(request?.raw).filter((text) => text.includes(shown.parts[0]?.text ?? ""));
    // claude puts its own instructions around it. Others send it as a text of its own.
    if (harness === "claude") expect(received.join()).toContain(shown.system.text);
    else expect(received).toEqual([shown.system.text]);
    expect(shown.parts.filter(({ kind }) => kind === "tools")).toHaveLength(harness === "codex" ? 1 : 0);
    expect(shown.parts.map(({ text }) => text).join("\n\n")).toBe(shown.system.text);
    expect(shown.system.bytes).toBe(Buffer.byteLength(shown.system.text));
    const printed = await team.stage.cli(["agent", "prompt", id, "--effective"]);
    for (const line of [
      APPEND,
      "=== addition to the protocol (protocol.append): 29 bytes, about 8 tokens ===",
    ])
      expect(printed.stdout).toContain(line);
    const json = await team.stage.cli(["agent", "prompt", id, "--effective", "--json"]);
    expect(JSON.parse(json.stdout).system.text).toBe(shown.system.text);
  });
});

test("a replaced protocol is shown with a warning, and doctor warns", { timeout: TIMEOUT_MS }, async () => {
  const { client } = team.stage.current();
  const change = { path: ["agents", "coder", "protocol"], value: { replace: "Only this." } };
  await client.call("changeSettings", { body: { changes: [change] } });
  const shown = await client.call("effectivePrompt", { params: { id: "coder" } });
  expect(shown.warnings).toEqual([{ code: "protocol_replaced", detail: "agents.coder.protocol.replace" }]);
  expect(shown.parts[0]).toMatchObject({ kind: "protocol", text: "Only this." });
  const doctor = await team.stage.cli(["doctor"]);
  expect(doctor.stdout).toContain("agents.coder.protocol.replace replaces the built-in protocol");
});
