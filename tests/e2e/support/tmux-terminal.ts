/** A real terminal in which a person would type: a tmux server of its own, with one window and a shell in it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { CLI, type Stage } from "./stage.js";

const PATIENCE_MS = 60_000;

export interface Terminal {
  /** Types a `tinyagi` command. */
  command(words: string): Promise<void>;
  /** Presses keys, as tmux names them; other texts are typed. */
  keys(...keys: readonly string[]): Promise<void>;
  /** Waits until the screen shows all of them. */
  shows(...texts: readonly RegExp[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Waits until the command has ended with this code, and left the terminal so that it shows what is typed. */
  ended(code: number): Promise<void>;
  screen(): string;
  /** Whether the other screen is shown, and the cursor. */
  state(): { isOther: boolean; cursor: boolean };
  /** Of the command that runs. */
  pid(): number;
  close(): Promise<void>;
}

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** What `tinyagi` is; default: the built one. */
  readonly program?: string;
  /** For the commands. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function openTerminal(
  stage: Stage,
  { columns, rows, program = CLI, env: more = {} }: TerminalOptions,
): Promise<Terminal> {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-tmux-"));
  const env = {
    ...stage.place.env,
    TINYAGI_API_PORT: "0",
    LC_ALL: "C.UTF-8",
    TERM: "xterm-256color",
    PS1: "$ ",
    ...more,
  };
  const tmux = (...args: readonly string[]): string =>
    execFileSync("tmux", ["-S", join(folder, "socket"), "-f", "/dev/null", ...args], {
      encoding: "utf8",
      env,
    });
  tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), "bash --norc --noprofile");
  const screen = (): string => tmux("capture-pane", "-p");
  const shell = Number(tmux("display-message", "-p", "#{pane_pid}"));
  let commands = 0;
  const until = async (isSo: () => boolean, what: string): Promise<void> => {
    try {
      await waitFor(isSo, { timeoutMs: PATIENCE_MS, what });
    } catch (cause) {
      throw new Error(`${what}; the screen:\n${screen()}`, { cause });
    }
  };
  return {
    screen,
    async command(words) {
      commands += 1;
      tmux(
        "send-keys",
        "-l",
        `clear; ${process.execPath} ${program} ${words}; echo "ended-$?-${commands}-$(stty -a | grep -c ' echo ')"`,
      );
      tmux("send-keys", "Enter");
    },
    async keys(...keys) {
      for (const key of keys) {
        const isNamed = /^(?:[CM]-\w+|[A-Z]\w+)$/.test(key) && key.length > 1;
        tmux("send-keys", ...(isNamed ? [] : ["-l"]), key);
      }
    },
    async shows(...texts) {
      for (const text of texts) await until(() => text.test(screen()), `the screen should show ${text}`);
    },
    async resize(columns, rows) {
      tmux("resize-window", "-x", String(columns), "-y", String(rows));
    },
    ended: (code) =>
      until(() => screen().includes(`ended-${code}-${commands}-1`), `the command should end with ${code}`),
    state() {
      const [isOther, cursor] = tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}")
        .trim()
        .split(" ");
      return { isOther: isOther === "1", cursor: cursor === "1" };
    },
    pid() {
      const children = readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim().split(" ");
      return Number(children.at(-1));
    },
    async close() {
      tmux("kill-server");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
