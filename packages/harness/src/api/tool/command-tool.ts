/**
 * The tool that runs a command in the workspace, with its own process group, an output limit and a time limit. In mode
 * `sandboxed`, a command must never run outside an OS sandbox, whose network reaches only the daemon. In mode `ask`, a
 * person has approved exactly this command; it still runs in the sandbox where the machine has one.
 */
import { numberField, textField } from "./file-tool.js";
import type { ToolScene, WorkspaceTool } from "./workspace-tool.js";

const SHELL = ["/bin/sh", "-c"] as const;
const TIMEOUT_S_DEFAULT = 120;
const TIMEOUT_S_MAX = 1_800;
/** Bytes of output after which a command is stopped. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;
const LINE_MAX_BYTES = 1024 * 1024;
/** Characters of the beginning and of the end of an output that the model gets. */
const HEAD_CHARS = 16_000;
const TAIL_CHARS = 24_000;

export const runCommandTool: WorkspaceTool = {
  name: "run_command",
  description: "Runs a shell command in the workspace.",
  fields: {
    command: { type: "string", maxLength: 100_000 },
    timeout_s: {
      type: "integer",
      description: `Default: ${TIMEOUT_S_DEFAULT}.`,
      optional: true,
      minimum: 1,
    },
  },
  changes: true,
  denial: commandDenial,
  async run(input, { scene, signal }) {
    const seconds = Math.min(numberField(input, "timeout_s") ?? TIMEOUT_S_DEFAULT, TIMEOUT_S_MAX);
    const timeoutMs = Math.min(seconds * 1_000, scene.limits.idleTimeoutMs);
    const { root, sandbox = [] } = await scene.places();
    const prefix = scene.permissions === "bypass" ? [] : sandbox;
    const [command, ...args] = [...prefix, ...SHELL, textField(input, "command")];
    const output = createOutput();
    const take = (line: string) => {
      output.add(line);
      return "progress" as const;
    };
    const { outcome } = scene.startProcess({
      command: command ?? SHELL[0],
      args,
      cwd: root,
      env: scene.env,
      stdin: "",
      limits: {
        timeoutMs,
        idleTimeoutMs: timeoutMs,
        maxOutputBytes: OUTPUT_MAX_BYTES,
        maxLineBytes: LINE_MAX_BYTES,
      },
      signal,
      onLine: take,
      onErrorLine: take,
      graceMs: 1_000,
    });
    const ended = await outcome;
    signal.throwIfAborted();
    if (ended.spawnError !== undefined) return `The command could not be started (${ended.spawnError}).`;
    if (ended.interrupted)
      return `${output.text()}\n[interrupted; what it has done so far is unknown]`.trimStart();
    const how =
      ended.timedOut !== null
        ? `stopped after ${Math.round(timeoutMs / 1_000)} s`
        : ended.outputCapped
          ? `stopped after ${OUTPUT_MAX_BYTES} bytes of output`
          : ended.signal === undefined
            ? `exit code ${ended.exitCode}`
            : `signal ${ended.signal}`;
    return `${output.text()}\n[${how}]`.trimStart();
  },
};

async function commandDenial({ permissions, places }: ToolScene): Promise<string | undefined> {
  if (permissions === "sandboxed" && (await places()).sandbox === undefined)
    return "Running commands is not permitted: this machine has no sandbox (bubblewrap) for them.";
  return undefined;
}

/** Keeps only the beginning and the end of an output, so that its length never matters. */
function createOutput(): { add(line: string): void; text(): string } {
  let head = "";
  let tail = "";
  let dropped = 0;
  return {
    add(line) {
      if (head.length < HEAD_CHARS) {
        head += `${line}\n`;
        return;
      }
      tail += `${line}\n`;
      if (tail.length <= 2 * TAIL_CHARS) return;
      dropped += tail.length - TAIL_CHARS;
      tail = tail.slice(-TAIL_CHARS);
    },
    text() {
      const lost =
        dropped + Math.max(0, tail.length - TAIL_CHARS) + Math.max(0, head.length - 2 * HEAD_CHARS);
      const note = lost > 0 ? `[${lost} characters omitted]\n` : "";
      return `${head.slice(0, 2 * HEAD_CHARS)}${note}${tail.slice(-TAIL_CHARS)}`.trimEnd();
    },
  };
}
