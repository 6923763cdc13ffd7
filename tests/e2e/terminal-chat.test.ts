/**
 * A conversation in the terminal as a person has it: the built command in tmux, against a real daemon with the demo.
 *
 * @requirement TUI-4
 */
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";
import { openTerminal, type Terminal } from "./support/tmux-terminal.js";

const demo = (name: string) => ({ name, provider: "demo", model: "" });
const settings = {
  agents: { coder: demo("Coder"), tester: demo("Tester") },
  teams: { dev: { name: "Dev", agents: ["coder", "tester"], leader_agent: "coder" } },
};
/** Words one by one, slowly enough to be seen. */
const WRITE = "#demo write 400 # Plan\\n\\n- **first** point\\n- second point of all";

describe("a chat in the terminal", needs("tmux"), () => {
  let stage: Stage;
  let daemon: Daemon;
  const terminals: Terminal[] = [];

  beforeAll(async () => {
    stage = await openStage({ settings });
    daemon = await stage.start();
  });
  afterAll(async () => {
    for (const terminal of terminals) await terminal.close();
    await stage?.[Symbol.asyncDispose]();
  });

  async function open(command: string, size = { columns: 80, rows: 30 }): Promise<Terminal> {
    const terminal = await openTerminal(stage, size);
    terminals.push(terminal);
    await terminal.command(command);
    return terminal;
  }

  test("words appear while they are written, the answer is drawn once, and the next chat begins with it", async () => {
    const chat = await open("chat coder");
    await chat.shows(/Chat with @coder/, /^you ›/m);
    await chat.keys(WRITE, "Enter");
    await chat.shows(/▸ .*coder/, /^ {2}• first point$/m);
    await chat.shows(/^• second point of all$/m, /^1 run · /m);
    expect(chat.screen()).not.toContain("• **first**");
    await chat.keys("C-c");
    await chat.ended(0);
    const later = await open("chat coder");
    await later.shows(/^you: #demo write/m, /^• second point of all$/m, /^you ›/m);
    await later.keys("Up");
    await later.shows(/^you › #demo write/m);
    await later.keys("C-c", "C-d");
    await later.ended(0);
  });

  test("Ctrl-C leaves work that goes on; /wait and attach show it live; /stop ends it", async () => {
    const chat = await open("chat tester --history 0");
    await chat.shows(/^you ›/m);
    await chat.keys("#demo slow 3600000", "Enter");
    await chat.shows(/▸ .*tester/);
    await chat.keys("C-c");
    await chat.shows(/The work continues/);
    await chat.keys("/wait", "Enter");
    await chat.shows(/you › \/wait\n▸ .*tester/);
    await chat.keys("C-c", "/stop", "Enter");
    await chat.shows(/Stopped 1 conversation/);
    await chat.keys("/quit", "Enter");
    await chat.ended(0);

    const body = {
      message: `@tester ${WRITE} and a third one that comes late`,
      channel: "cli",
      sender: "cli",
    };
    const { conversationId } = (await daemon.call("POST", "/api/message", { body })).body as {
      conversationId: string;
    };
    const attached = await open(`attach ${conversationId}`);
    await attached.shows(/^@tester$/m, /^ {2}• first point$/m);
    await attached.shows(/^• second point of all and a third one that comes late$/m);
    await attached.ended(0);
  });

  test("the terminal is given back when a signal ends the chat", async () => {
    const chat = await open("chat coder --history 0");
    await chat.shows(/^you ›/m);
    process.kill(chat.pid(), "SIGTERM");
    await chat.ended(130);
    expect(chat.state()).toEqual({ isOther: false, cursor: true });
  });

  test("the queue shows what an agent writes, a room keeps the keys of the views, and a log entry opens", async () => {
    const view = await open("team visualize dev");
    await view.shows(/● live/);
    const body = { message: `@coder ${WRITE}`, channel: "cli", sender: "cli" };
    await daemon.call("POST", "/api/message", { body });
    await view.keys("3");
    await view.shows(/^ {5}• first point/m);
    await view.keys("4");
    await view.shows(/#dev/, /write +pgup older/);
    await view.keys("Enter", "3 tests", "M-5");
    await view.shows(/Log · level info/);
    await view.keys("4", "Enter");
    await view.shows(/Post in #dev: 3 tests/);
    await view.keys("Escape", "5", "Enter");
    await view.shows(/RECORD/, /"type": "/);
    await view.resize(200, 40);
    await view.keys("Escape", "1");
    await view.shows(/│ +PROMPT/);
    await view.keys("q");
    await view.ended(0);
  });
});
