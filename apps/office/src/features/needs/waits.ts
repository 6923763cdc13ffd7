/** What can wait: budgets that run low, strangers who want to write, providers and channels that are not reached. Pure. */
import { BUDGET_RESOURCES, type BudgetView, type PendingSender } from "@tinyagi/contracts";
import { type CanWait, canWait, type WaitingFacts } from "@tinyagi/views";
import { usedOf } from "../../lib/figures";
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
export function waitsOf(facts: WaitingFacts, nameOfBudget: (scope: string) => string): Wait[] {
  return canWait(facts).map((one) => waitOf(one, nameOfBudget));
}

function waitOf(one: CanWait, nameOfBudget: (scope: string) => string): Wait {
  const { kind, key } = one;
  switch (kind) {
    case "sender": {
      const { sender } = one;
      const title = words.needs.sender.title(oneLine(sender.sender, 40), nameOfChannel(sender.channel));
      const commands = [`tinyagi pairing approve ${sender.code}`];
      return { kind, key, title, text: words.needs.sender.text(sender.code), commands, sender };
    }
    case "provider": {
      const { provider, login, model, reason } = one.pause;
      const parts = [provider, login, model].filter((part) => part !== undefined);
      const title = words.needs.provider.title(oneLine(parts.join(" · "), 60));
      const commands = [`tinyagi provider test ${provider}`];
      return { kind, key, title, text: oneLine(reason, 300), commands, provider };
    }
    case "channel": {
      const { id, reason } = one.channel;
      const text = reason === undefined ? words.needs.channel.text : oneLine(reason, 160);
      const commands = ["tinyagi channel status", `tinyagi channel restart ${id}`];
      const title = words.needs.channel[one.state](nameOfChannel(id));
      return { kind, key, title, text, commands, channel: id, needsLogin: one.state === "login" };
    }
    case "budget":
      return budgetWait(one.budget, nameOfBudget);
  }
}

function budgetWait(
  { scope, limit, used, estimated, state, raise }: BudgetView,
  nameOf: (scope: string) => string,
): Wait {
  const said = words.needs.budget;
  const name = scope === "day" ? said.today : said.of(nameOf(scope));
  const title = state === "exceeded" ? said.usedUp(name) : said.nearly(name);
  const amounts = BUDGET_RESOURCES.flatMap((name) => {
    const most = limit[name];
    return most === undefined ? [] : [usedOf(name, { used: used[name], limit: most, estimated })];
  });
  return {
    kind: "budget",
    key: `budget-${scope}`,
    title,
    text: said.amounts(amounts),
    commands: raise === undefined ? ["tinyagi budgets"] : [],
    scope,
    raise,
  };
}
