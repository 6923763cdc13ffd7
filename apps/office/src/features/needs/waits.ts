/** What can wait: budgets that run low, strangers who want to write, providers and channels that are not reached. Pure. */
import { BUDGET_RESOURCES, type BudgetView, type PendingSender } from "@tinyagi/contracts";
import {
  type CanWait,
  canWait,
  type ProviderWait,
  sayWhy,
  type WaitingFacts,
  waitCommands,
  waitTitle,
} from "@tinyagi/views";
import { formatUsed } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { nameOfChannel } from "../channels/channel-state";

export type Wait =
  | {
      kind: "budget";
      key: string;
      title: string;
      text: string;
      commands: readonly string[];
      scope: string;
      /** By how much the daemon proposes to raise it. */
      raise: BudgetView["raise"];
    }
  | {
      kind: "sender";
      key: string;
      title: string;
      text: string;
      commands: readonly string[];
      sender: PendingSender;
    }
  | {
      kind: "provider";
      key: string;
      title: string;
      text: string;
      commands: readonly string[];
      provider: string;
      /** The worker on which it is paused. */
      place?: string | undefined;
    }
  | {
      kind: "channel";
      key: string;
      title: string;
      text: string;
      commands: readonly string[];
      channel: string;
      /** Only a person can link the account again; a restart would not help. */
      needsLogin: boolean;
    };

/** @param nameOfBudget - by its scope */
export function listWaits(facts: WaitingFacts, nameOfBudget: (scope: string) => string): Wait[] {
  return canWait(facts).map((one) => getWait(one, nameOfBudget));
}

/** A provider whose messages wait until a person acts: it is among what needs you. */
export function toHeld(one: ProviderWait): Wait {
  return getWait(one, (scope) => scope);
}

function getWait(one: CanWait, nameOfBudget: (scope: string) => string): Wait {
  const { kind, key } = one;
  const title = oneLine(waitTitle(one, { channel: nameOfChannel, budget: nameOfBudget }, words.views), 120);
  const commands = waitCommands(one);
  switch (kind) {
    case "sender": {
      const { sender } = one;
      return { kind, key, title, text: words.needs.senderCode(sender.code), commands, sender };
    }
    case "provider": {
      const { provider, place, reason } = one.pause;
      return { kind, key, title, text: oneLine(reason, 300), commands, provider, place };
    }
    case "channel": {
      const { id, reason: said, why } = one.channel;
      const reason = sayWhy({ reason: said, why }, words.views);
      const text = reason === undefined ? words.needs.channelDown : oneLine(reason, 160);
      return { kind, key, title, text, commands, channel: id, needsLogin: one.state === "login" };
    }
    case "budget":
      // Raising it has a command of its own.
      return {
        kind,
        key,
        title,
        commands: one.budget.raise === undefined ? commands : [],
        ...budgetWait(one.budget),
      };
  }
}

function budgetWait({ scope, limit, used, estimated, raise }: BudgetView) {
  const amounts = BUDGET_RESOURCES.flatMap((name) => {
    const most = limit[name];
    return most === undefined ? [] : [formatUsed(name, { used: used[name], limit: most, estimated })];
  });
  return { text: words.needs.amounts(amounts), scope, raise };
}
