import { WORKTREE_REFUSALS } from "@tinyagi/contracts";
import { cancelText } from "../reasons/end-words.js";
import { counted } from "./counted.js";
import { joinGroup } from "./join-group.js";
import type { WhyWords, WorkPhrases } from "./why-words.js";

/** What a program said, after a phrase about it. */
const colon = (said: string | null): string => (said === null || said === "" ? "" : `: ${said}`);

/** Sub-agents, the agent host, comparisons and tests of a provider. */
export const workPhrases: WorkPhrases = {
  "node.guard": () => "its condition was false",
  "node.dependency": () => "what it waits for did not complete",
  "node.dependency_skipped": () => "what it waits for was not started",
  "node.not_needed": () => "nobody needs it any more",
  "node.budget": () => "the budget is used up",
  "node.paused": () => "the run was paused",
  "node.run_cancelled": () => "the run was cancelled",
  "node.parent_failed": () => "the agent that asked for it failed",
  "node.parent_ended": () => "the agent that asked for it has already ended",
  "node.ended": () => "it has already ended",
  "node.enough": () => "enough of its siblings completed",
  "node.too_few": () => "too many of its siblings did not complete",
  "node.asker_ended": () => "the agent that asked for it has ended",
  "node.message_gone": () => "its message was deleted",
  "node.parent_gone": () => "the agent that asked for it was deleted",
  "node.cancelled": ({ said, by }) => (by === undefined ? said : cancelText(by)),
  "node.error": ({ said }) => said,
  "host.unstartable": ({ said }) => `it could not be started: ${said}`,
  "host.exited": ({ exit, said }) => `it ended with exit code ${exit}${colon(said)}`,
  "host.killed": ({ signal, said }) => `it was ended by ${signal}${colon(said)}`,
  "host.silent": ({ seconds }) => `it did not answer for ${seconds} s`,
  "host.protocol": ({ said }) => `it does not keep to the protocol: ${said}`,
  "host.other_release": ({ version, host, daemon }) =>
    `the agent host (version ${version}) uses protocol ${host}, but this daemon needs protocol ${daemon}`,
  "diff.no_repository": () =>
    "The workspace is not in a git repository, so nothing records what changed in it.",
  "diff.same": () => "Nothing differs from the last commit.",
  "diff.refused": ({ refusal }) =>
    `The workspace cannot be compared with its last commit: ${WORKTREE_REFUSALS[refusal]}.`,
  "test.unusable": ({ said }) => said ?? "the provider cannot be used",
  "test.configured": ({ harness, model, mayDefault }) =>
    `${harness}, ${model ?? (mayDefault ? "the provider's default model" : "no model")}`,
  "test.endpoint": ({ origin, format }) => `${origin} (${format})`,
  "test.no_program": ({ program }) => `${program} is not on the daemon's PATH`,
  "test.program": ({ file }) => file,
  "test.version": ({ version }) => version ?? "unknown version",
  "test.silent": ({ seconds }) => `it did not answer in ${seconds} s`,
  "test.broken": ({ file }) => `${file} does not run`,
  "test.key": ({ from, variable = "", harness }) =>
    ({
      unneeded: "none needed",
      settings: "from the settings",
      environment: `from the daemon's environment (${variable})`,
      login: `none here; ${harness} uses its own login`,
      nowhere: "none",
    })[from],
  "test.answered": ({ chars }) => `the model answered ${counted(chars, "character")}`,
  "test.unanswered": ({ seconds }) => `there was no answer within ${seconds} s`,
  "test.failed": ({ said }) => said ?? "the run failed",
};

/** How the processes of runs are kept together. */
export const containment: WhyWords["containment"] = {
  means: {
    cgroup:
      "Each agent process runs in a control group of its own. Everything in the group ends with the process.",
    marks:
      "TinyAGI finds the processes of a run by their process group and by a mark in their environment. A process that leaves the group and removes the mark outlives its run.",
    groups: "TinyAGI ends the process group of a run. A process that leaves the group outlives its run.",
  },
  helps: {
    system: () => null,
    mount: (mount) => `mount cgroup v2, then restart: sudo mount -t cgroup2 none ${mount}`,
    container: () =>
      "make /sys/fs/cgroup writable in the container (Podman: --security-opt unmask=/sys/fs/cgroup)",
    permission: (mount) => `restart in a control group of your own: ${joinGroup(mount)}`,
    systemd: () =>
      "restart in a systemd scope: systemd-run --user --scope -p Delegate=yes tinyagi restart (to keep it running after you log out: loginctl enable-linger)",
  },
};
