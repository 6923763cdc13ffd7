/** What can wait: budgets that run low, strangers who want to write, providers and channels that are not reached. Pure. */
import {
  BUDGET_RESOURCES,
  type BudgetView,
  type ChannelStatus,
  type PendingSender,
  type ProviderPause,
} from "@tinyagi/contracts";
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

export interface WaitFacts {
  budgets: readonly BudgetView[];
  senders: readonly PendingSender[];
  channels: readonly ChannelStatus[];
  paused: readonly ProviderPause[];
  nameOfBudget: (scope: string) => string;
}

/** People first, then providers and channels, then money. */
export function waitsOf({ budgets, senders, channels, paused, nameOfBudget }: WaitFacts): Wait[] {
  return [
    ...senders.map(
      (sender): Wait => ({
        kind: "sender",
        key: `sender-${sender.channel}-${sender.senderId}`,
        title: words.needs.sender.title(oneLine(sender.sender, 40), nameOfChannel(sender.channel)),
        text: words.needs.sender.text(sender.code),
        commands: [`tinyagi pairing approve ${sender.code}`],
        sender,
      }),
    ),
    ...paused.map(
      ({ provider, login, model, reason }): Wait => ({
        kind: "provider",
        key: `provider-${provider}-${login ?? ""}-${model ?? ""}`,
        title: words.needs.provider.title(
          oneLine([provider, login, model].filter((part) => part !== undefined).join(" · "), 60),
        ),
        text: oneLine(reason, 300),
        commands: [`tinyagi provider test ${provider}`],
        provider,
      }),
    ),
    ...channels.flatMap(({ id, enabled, running, state, reason }): Wait[] => {
      if (!isDown(state) || !(enabled || running)) return [];
      const title = words.needs.channel[state](nameOfChannel(id));
      const text = reason === undefined ? words.needs.channel.text : oneLine(reason, 160);
      const commands = ["tinyagi channel status", `tinyagi channel restart ${id}`];
      const needsLogin = state === "login";
      return [{ kind: "channel", key: `channel-${id}`, title, text, commands, channel: id, needsLogin }];
    }),
    // One that asks at its limit has a question of its own, which holds work up.
    ...budgets
      .filter(({ state, onLimit }) => state === "warning" || (state === "exceeded" && onLimit !== "ask"))
      .map((budget) => budgetWait(budget, nameOfBudget)),
  ];
}

const DOWN = ["reconnecting", "stalled", "login", "crashed", "failed"] as const;

function isDown(state: ChannelStatus["state"]): state is (typeof DOWN)[number] {
  return DOWN.some((down) => down === state);
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
    ...{ kind: "budget", key: `budget-${scope}`, title, text: said.amounts(amounts) },
    ...{ commands: raise === undefined ? ["tinyagi budgets"] : [], scope, raise },
  };
}
