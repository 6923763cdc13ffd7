/**
 * Folders of fake agent executables, to be put first in PATH.
 * Control file and journal are next to the executables, because a daemon passes on only an allow-listed environment.
 */
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type FakeRun, readFakeJournal } from "./journal.js";
import type { FakeStep } from "./step.js";

const PROGRAM = fileURLToPath(new URL("../../bin/fake-agent.mjs", import.meta.url));
const NAMES = ["claude", "codex"] as const;

/** The control file: what runs without a `#fake` directive in their prompt do. */
export interface FakeControl {
  /** claude stays open between prompts, as a release that can. Default: it refuses at once, as one that cannot. */
  readonly stays?: boolean;
  /**
   * Steps by agent id (`TINYAGI_AGENT_ID`). Each step of a list is used by one run, in order; a single step is used by
   * every run.
   */
  readonly agents?: Readonly<Record<string, FakeStep | readonly FakeStep[]>>;
  /** For all other runs; default: an echo. */
  readonly default?: FakeStep;
}

/** A folder with the executables `claude` and `codex`. */
export interface FakeAgentBin {
  readonly dir: string;
  readonly claude: string;
  readonly codex: string;
  readonly journalPath: string;
  /** Replaces the control file and restarts all scripts. */
  readonly setControl: (control: FakeControl) => void;
  /** All runs so far, in the order of their start. */
  readonly runs: () => FakeRun[];
  /** Makes every stored session unknown. */
  readonly forgetSessions: () => void;
}

/**
 * Makes a folder of fake agents that play the real CLIs, including sessions.
 *
 * @param dir - Created when missing.
 * @param control - See {@link FakeControl}.
 */
export function createFakeAgentBin(dir: string, control: FakeControl = {}): FakeAgentBin {
  const home = resolve(dir);
  mkdirSync(home, { recursive: true });
  for (const name of NAMES) {
    // The absolute path of the interpreter works under any PATH. `exec` keeps the pid, so that signals reach the CLI.
    const script = `#!/bin/sh\nTINYAGI_FAKE_AS=${name} TINYAGI_FAKE_DIR=${quote(home)} exec ${quote(process.execPath)} ${quote(PROGRAM)} "$@"\n`;
    writeExecutable(join(home, name), script);
  }
  const journalPath = join(home, "fake-agent.jsonl");
  const setControl = (next: FakeControl) => {
    rmSync(join(home, "fake-agent-steps"), { recursive: true, force: true });
    writeFileSync(join(home, "fake-agent.json"), JSON.stringify(next));
  };
  setControl(control);
  return {
    dir: home,
    claude: join(home, "claude"),
    codex: join(home, "codex"),
    journalPath,
    setControl,
    runs: () => readFakeJournal(journalPath),
    forgetSessions: () => rmSync(join(home, "fake-agent-sessions"), { recursive: true, force: true }),
  };
}

/** A folder with a `claude` that is a short shell script. */
export interface TinyAgentBin {
  readonly dir: string;
  readonly claude: string;
  readonly journalPath: string;
  readonly runs: () => FakeRun[];
}

/**
 * Makes a folder with the cheapest possible `claude`, for volume runs: it reads its prompt, writes one journal
 * line and answers `ok` in the stream format. It knows no directives and accepts any session id.
 *
 * @param dir - Created when missing.
 */
export function createTinyAgentBin(dir: string): TinyAgentBin {
  const home = resolve(dir);
  mkdirSync(home, { recursive: true });
  const journalPath = join(home, "fake-agent.jsonl");
  if (!existsSync(journalPath)) writeFileSync(journalPath, "");
  writeExecutable(join(home, "claude"), tinyScript(journalPath));
  return { dir: home, claude: join(home, "claude"), journalPath, runs: () => readFakeJournal(journalPath) };
}

/** Only shell built-ins except `cat`: every other program would cost a fork. */
function tinyScript(journal: string): string {
  return `#!/bin/sh
id=tiny-$$
while [ $# -gt 0 ]; do
  case $1 in --resume|--session-id) id=$2 ;; --replay-user-messages) exit 1 ;; esac
  shift
done
printf '{"run":"%s-%s","event":"started","name":"tiny","pid":%s,"agentId":"%s","runId":"%s"}\\n' \\
  $$ "$TINYAGI_RUN_ID" $$ "$TINYAGI_AGENT_ID" "$TINYAGI_RUN_ID" >> ${quote(journal)}
cat > /dev/null
printf '{"type":"system","subtype":"init","session_id":"%s","model":"tiny","tools":[]}
{"type":"assistant","message":{"id":"m","role":"assistant","content":[{"type":"text","text":"ok"}]},"parent_tool_use_id":null,"session_id":"%s"}
{"type":"result","subtype":"success","is_error":false,"api_error_status":null,"num_turns":1,"result":"ok","session_id":"%s","total_cost_usd":0,"usage":{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"permission_denials":[]}
' "$id" "$id" "$id"
`;
}

function writeExecutable(path: string, content: string): void {
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
