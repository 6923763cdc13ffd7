/** @requirement UPGRADE-1 */
import { defaultSettings } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { ofPredecessor } from "./predecessor.js";
import { createReportWriter } from "./report.js";
import { takeSettings } from "./take-settings.js";

function taken(settings: object, isOwn = true) {
  const report = createReportWriter();
  const { settings: result } = takeSettings(JSON.stringify(settings), report, {
    stands: defaultSettings(),
    userHome: "/home/me",
    acceptWeaker: false,
    comesAlong: ofPredecessor({ isOwn }),
  });
  return { ...report.finish(), settings: result };
}
const notesOn = (settings: object): string[] => taken(settings).notes;

const agents = { tinyagi: { name: "A", provider: "anthropic", model: "" } };

test("enabled channels are reported, with how to see whether they are connected", () => {
  const notes = notesOn({ agents, channels: { enabled: ["telegram", "discord"] } });
  expect(notes).toEqual([expect.stringContaining("telegram, discord")]);
  expect(notes[0]).toContain("tinyagi channel status");
  expect(notesOn({ agents, channels: { enabled: [] } })).toEqual([]);
});

test("what 0.0.20 had goes on working: keys, channels, workspaces and prompts", () => {
  const old = {
    workspace: { path: "/srv/team" },
    channels: { enabled: ["telegram"], telegram: { bot_token: "1:abc" } },
    models: { provider: "anthropic", anthropic: { oauth_token: "sk-old" } },
    agents: { tinyagi: { ...agents.tinyagi, working_directory: "/srv/elsewhere", prompt_file: "p.md" } },
    custom_providers: {
      own: { name: "O", harness: "claude", base_url: "https://own.example", api_key: "sk-x" },
    },
  };
  const { settings, weaker } = taken(old);
  expect(settings).toMatchObject(old);
  expect(weaker.left).toEqual([]);
  expect(weaker.taken.length).toBeGreaterThan(0);
});

test("a file becomes no prompt because a home that is not the user's own says so", () => {
  const { settings, weaker } = taken(
    { agents: { tinyagi: { ...agents.tinyagi, prompt_file: "/etc/passwd" } } },
    false,
  );
  expect(settings.agents.tinyagi).not.toHaveProperty("prompt_file");
  expect(weaker.left.map(({ path }) => path)).toEqual(["agents.tinyagi.prompt_file"]);
});
