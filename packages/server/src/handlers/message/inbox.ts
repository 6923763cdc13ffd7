/** The inbox over the daemon's parts. */
import { AppError, type Settings } from "@tinyagi/contracts";
import type { SettingsAuthor } from "@tinyagi/home";
import { createInbox, type Desk, type Inbox, type InboxCaller } from "@tinyagi/teams";
import type { Principal } from "../../security/principal.js";
import { editAgent } from "../agent/edit-agent.js";
import { buildAsk } from "../ask/ask-handlers.js";
import { getLoad } from "../load.js";
import { toLoginUsage } from "../provider/login-usage.js";
import { toLogins } from "../provider/login-view.js";
import type { Services } from "../services.js";
import { restartRefusal } from "../settings/restart-refusal.js";

export function buildInbox(services: Services): Inbox {
  const { store, outbox, clock, newId, pairing, approvals, confirmations, steering } = services;
  const { conversations, settings, daemon } = services;
  return createInbox({
    store,
    outbox,
    clock,
    newId,
    pairing,
    approvals,
    confirmations,
    steering,
    conversations,
    settings: () => settings.current(),
    directory: () => conversations.directory(),
    host: {
      status: () => ({ version: daemon.version, uptime: daemon.uptime() }),
      restart: () => daemon.restart(),
      exposure: services.exposure,
      restartRefusal: () => restartRefusal(settings.problem()),
    },
    desk: buildDesk(services),
  });
}

/** What an owner changes in a chat has the rights of the client that hands the message in. */
const AUTHOR = {
  operator: "operator",
  page: "browser",
  channel: "channel",
  run: "run",
} as const satisfies Record<InboxCaller, SettingsAuthor["kind"]>;

function buildDesk(services: Services): Desk {
  const { tasks, schedules, budgets, circuits, settings, company } = services;
  const { artifacts, artifactLinks, taskBranches, taskRemotes } = services;
  return {
    tasks,
    schedules,
    budgets,
    circuits,
    loginUsage: () => toLoginUsage(toLogins(services)),
    recall: company.recall,
    ask: buildAsk(services),
    artifacts,
    artifactLinks,
    taskBranches,
    taskRemotes,
    load: () => getLoad(services),
    setModel({ caller, by }, { agent, model }) {
      const author = { kind: AUTHOR[caller], label: by };
      const edits = [{ path: ["agents", agent, "model"], value: model }];
      const assertKnown = ({ agents }: Settings) => {
        if (agents[agent] === undefined)
          throw new AppError("UNKNOWN_AGENT", "No agent has this id. List them with `tinyagi agent list`.");
      };
      return editAgent(settings, { author, edits, assertKnown });
    },
  };
}

/** Strangers write only on channels, and only an agent's run is not a person. */
export function toInboxCaller(principal: Principal): InboxCaller {
  const { kind } = principal;
  if (kind === "browser") return "page";
  return kind === "channel" || kind === "run" ? kind : "operator";
}
