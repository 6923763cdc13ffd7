import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paint, styled } from "@tinyagi/visualizer/text";
import { describe, expect, it } from "vitest";
import { captureScreen } from "../testing/invoke.js";
import { createWriter, endWithScreens } from "./writer.js";

const SOURCE = new URL("..", import.meta.url).pathname;
/** What prints, and the one file that may hold it. A child process that inherits the terminal prints, too. */
const PRINTS: readonly (readonly [what: RegExp, files: readonly string[]])[] = [
  [/process\.(?:stdout|stderr)\b/, ["output/writer.ts"]],
  [/\bconsole\b/, []],
  [/\.(?:write|writeSync|pipe|cork)\(/, ["output/writer.ts"]],
  [/\b(?:createWriter|processScreens)\(/, ["output/writer.ts", "output/output.ts", "main.ts"]],
  [/@clack\/prompts|\boutput\.questions\b|\{ questions \}/, ["prompt/ask.ts", "output/output.ts"]],
  [
    /"inherit"/,
    [
      ...["config/editor.ts", "control/edit-text.ts", "control/foreground.ts", "control/run-version.ts"],
      ...["command/service/tmux.ts", "command/worker/worker-home.ts"],
    ],
  ],
  [/\\(?:u001b|x1b|e\[|u009b)/, ["output/writer.ts"]],
];

function sources(): string[] {
  const all = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
  return all.filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|^testing\//.test(file));
}

describe("the writer", () => {
  it("is the only file of this package that prints", () => {
    const found = sources().flatMap((file) => {
      const text = readFileSync(join(SOURCE, file), "utf8");
      return PRINTS.filter(([what, files]) => what.test(text) && !files.includes(file)).map(
        ([what]) => `${file}: ${what}`,
      );
    });
    expect(found).toEqual([]);
  });

  it("keeps our styles and removes those of the text", () => {
    const screen = captureScreen(true);
    createWriter(screen, true).line(
      styled`${paint("red", "\u001b[32mno\u001b]0;x\u0007")}: ${"a\u001b[1mb"}`,
    );
    expect(screen.text()).toBe("\u001b[31mno\u001b[39m: ab\n");
  });

  it("shows only the text when colours are off", () => {
    const screen = captureScreen();
    createWriter(screen, false).line(styled`${paint("dim", "one")} two`);
    expect(screen.text()).toBe("one two\n");
  });

  it("does not let a text forge a second line", () => {
    const screen = captureScreen();
    createWriter(screen, false).line("name\nApproved: everything\r\n");
    expect(screen.text()).toBe("name Approved: everything\n");
  });

  it("keeps lines and tabs of a text of several lines", () => {
    const screen = captureScreen();
    createWriter(screen, false).text("one\r\n\ttwo\u0007\n");
    expect(screen.text()).toBe("one\n\ttwo\n");
  });
});

describe("output that cannot be written", () => {
  const failure = (code: string) => Object.assign(new Error(`${code}: write`), { code, syscall: "write" });

  it.each([
    ["EPIPE", 0, ""],
    ["ENOSPC", 74, "tinyagi: The output is not complete: the disk is full.\n"],
    ["EIO", 74, "tinyagi: The output is not complete: the disk reports an error.\n"],
    ["EBADF", 74, "tinyagi: The output is not complete: the output cannot be written.\n"],
  ])("to a reader or file that fails with %s ends with code %i", (code, expected, said) => {
    const screens = { stdout: captureScreen(), stderr: captureScreen() };
    const ends: number[] = [];
    endWithScreens(screens, (end) => ends.push(end));
    screens.stdout.emit("error", failure(code));
    expect({ ends, said: screens.stderr.text() }).toEqual({ ends: [expected], said });
  });

  it("on stderr ends, and tells nobody", () => {
    const screens = { stdout: captureScreen(), stderr: captureScreen() };
    const ends: number[] = [];
    endWithScreens(screens, (end) => ends.push(end));
    screens.stderr.emit("error", failure("ENOSPC"));
    expect({ ends, text: screens.stdout.text() }).toEqual({ ends: [74], text: "" });
  });
});
