/**
 * What a person changes while a program is open reaches its next turn: notes, skills, variables and the login, as they reach a
 * program that is started for each message.
 *
 * @requirement LIVE-1
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MockReply, type MockRequest, needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LiveHome, openLiveHome } from "./support/live-home.js";

const TIMEOUT_MS = 240_000;
const SKILL = "---\nname: tide-tables\ndescription: Reads when the tide turns in Emden.\n---\n\n# Tides\n";

let home: LiveHome;

function script({ lastUserText, toolResults }: MockRequest): MockReply {
  const isMoon = lastUserText.includes("use the moon");
  if (!isMoon && !lastUserText.includes("say the color")) return { text: "yes" };
  if (toolResults.length > 0) return { text: `it is ${toolResults.at(-1)?.text}` };
  if (isMoon) return { toolCalls: [{ name: "Skill", input: { skill: "workspace:moon-tables" } }] };
  return { toolCalls: [{ name: "Bash", input: { command: 'echo "$COLOR"', description: "a test" } }] };
}

beforeAll(async () => {
  home = await openLiveHome(script);
}, TIMEOUT_MS);
afterAll(() => home[Symbol.asyncDispose]());

/** All that the model was sent last. */
const sent = () => JSON.stringify(home.model.turns().at(-1)?.raw);
const cli = async (...words: string[]) =>
  expect(await home.stage.cli(words), words.join(" ")).toMatchObject({ code: 0 });
const setColor = (value: string) =>
  home.daemon().client.call("changeSettings", {
    body: { changes: [{ path: ["agents", "kept", "env"], value: { COLOR: value } }] },
  });

interface Change {
  readonly change: () => unknown;
  readonly ask?: string;
  /** What the model reads, or the answer says, afterwards. */
  readonly reads: RegExp;
}

const CHANGES: Readonly<Record<string, Change>> = {
  "a note": {
    change: () =>
      cli(
        ...["memory", "add", "kept", "work/release", "--name", "Release"],
        ...["--summary", "We ship at low tide", "--text", "On Fridays."],
      ),
    reads: /We ship at low tide/,
  },
  "a skill that was installed": {
    async change() {
      const folder = join(home.stage.place.root, "tide-tables");
      mkdirSync(folder);
      writeFileSync(join(folder, "SKILL.md"), SKILL);
      await cli("skill", "install", "kept", folder, "--yes");
    },
    reads: /when the tide turns in Emden/,
  },
  "a variable": { change: () => setColor("green"), ask: "say the color", reads: /it is green/ },
  "another value of it": { change: () => setColor("blue"), ask: "say the color", reads: /it is blue/ },
};

describe("an agent whose program is open", { ...needs("agent CLIs"), timeout: TIMEOUT_MS }, () => {
  test.each(Object.entries(CHANGES))("learns of %s with the next message", async (_what, one) => {
    await home.ask("kept", "hello");
    await one.change();
    const { run } = await home.ask("kept", one.ask ?? "hello");
    expect(run.start).not.toBe("reused");
    expect(`${run.output} ${sent()}`).toMatch(one.reads);
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });

  test("has a skill no more that a person has removed", async () => {
    const folder = join(home.stage.place.root, "moon-phases");
    mkdirSync(folder);
    writeFileSync(join(folder, "SKILL.md"), SKILL.replaceAll("tide", "moon"));
    await cli("skill", "install", "kept", folder, "--yes");
    expect((await home.ask("kept", "use the moon")).run.output).not.toContain("Unknown skill");
    await cli("skill", "remove", "kept", "moon-tables", "--yes");
    const { run } = await home.ask("kept", "use the moon");
    expect(run.start).toBe("files_changed");
    expect(run.output).toContain("Unknown skill");
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });

  test("works with a login that a person has changed", async () => {
    await home.ask("kept", "hello");
    const folder = join(home.stage.place.userHome, ".claude");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, ".credentials.json"), "{}", { mode: 0o600 });
    expect((await home.ask("kept", "hello")).run.start).toBe("login_changed");
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });
});
