/**
 * Checks whether a sandbox works on this machine. An installed bubblewrap is not enough: containers often forbid the
 * user namespaces that it needs. So the check runs it once.
 */
import { findProgram } from "@tinyagi/base/program";
import { probe } from "./probe.js";

const PROBE_ARGS = ["--ro-bind", "/", "/", "--unshare-pid", "--unshare-net", "--dev", "/dev", "--", "true"];

/** The view of a whole program: all of the machine but its processes. It ends with everything that it started. */
export const NAMESPACES: readonly string[] = [
  ...["--die-with-parent", "--unshare-pid"],
  ...["--dev-bind", "/", "/", "--proc", "/proc"],
];
/** Like the sandboxes that codex and our own git start. */
const INNER_PROBES: readonly (readonly string[])[] = [
  ["--unshare-user", ...PROBE_ARGS],
  ["--proc", "/proc", ...PROBE_ARGS],
];

/** For people: works where {@link canNestSandboxes} says yes, and otherwise prints what is in the way. */
export const NESTING_COMMAND = INNER_PROBES.map((inner) => nested("bwrap", inner).join(" ")).join(" && ");

function nested(bwrap: string, inner: readonly string[]): [string, ...string[]] {
  return [bwrap, ...NAMESPACES, "--", bwrap, ...inner];
}

/** What to check. */
export interface SandboxProbe {
  readonly platform: NodeJS.Platform;
  /** The agents' PATH. */
  readonly path: string;
  /** Whether socat is required, as for the network of claude's sandbox. Default: true. */
  readonly socat?: boolean;
}

/**
 * True if the machine can sandbox commands: with Seatbelt on macOS, with bubblewrap and socat on Linux.
 *
 * @throws NoAnswerError when the machine does not say
 */
export async function canSandbox({ platform, path, socat = true }: SandboxProbe): Promise<boolean> {
  if (platform === "darwin") return true;
  if (platform !== "linux") return false;
  const [bwrap, relay] = await Promise.all([findProgram("bwrap", path), findProgram("socat", path)]);
  if (bwrap === undefined || (socat && relay === undefined)) return false;
  // It can be installed but not permitted here. The harness then allows only harmless tools.
  return (await probe([bwrap, ...PROBE_ARGS], { env: { PATH: path } })) !== undefined;
}

/**
 * True if a program in a sandbox can start sandboxes. AppArmor and setuid installations of bubblewrap can forbid it: the
 * program then runs as it is, with its own rules.
 *
 * @throws NoAnswerError when the machine does not say
 */
export async function canNestSandboxes(bwrap: string, path: string): Promise<boolean> {
  const answers = await Promise.all(
    INNER_PROBES.map((inner) => probe(nested(bwrap, inner), { env: { PATH: path } })),
  );
  return answers.every((answer) => answer !== undefined);
}
