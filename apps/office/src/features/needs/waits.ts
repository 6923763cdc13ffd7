/** What can wait: budgets that run low, strangers who want to write, channels that are not connected. Pure. */
import type { BudgetAmounts, BudgetView, ChannelStatus, PendingSender } from "@tinyagi/contracts";
import { money } from "../../lib/format/money";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";

export type Wait =
  | {
      kind: "budget";
      key: string;
      title: string;
      text: string;
      commands: readonly string[];
      raise: BudgetRaise;
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
      kind: "channel";
      key: string;
      title: string;
      text: string;
      commands: readonly string[];
      channel: string;
      /** Only a person can link the account again; a restart would not help. */
      needsLogin: boolean;
    };

/** What one press adds to a budget. */
export interface BudgetRaise {
  verb: string;
  scope: string;
  added: BudgetAmounts;
}

export interface WaitFacts {
  budgets: readonly BudgetView[];
  senders: readonly PendingSender[];
  channels: readonly ChannelStatus[];
}

/** People first, then channels, then money. */
export function waitsOf({ budgets, senders, channels }: WaitFacts): Wait[] {
  return [
    ...senders.map(
      (sender): Wait => ({
        kind: "sender",
        key: `sender-${sender.channel}-${sender.senderId}`,
        title: words.needs.sender.title(oneLine(sender.sender, 40), oneLine(sender.channel, 20)),
        text: words.needs.sender.text(sender.code),
        commands: [`tinyagi pairing approve ${sender.code}`],
        sender,
      }),
    ),
    ...channels.flatMap(({ id, enabled, running, state, reason }): Wait[] => {
      if (!isDown(state) || !(enabled || running)) return [];
      const title = words.needs.channel[state](oneLine(id, 24));
      const text = reason === undefined ? words.needs.channel.text : oneLine(reason, 160);
      const commands = ["tinyagi channel status", `tinyagi channel restart ${id}`];
      const needsLogin = state === "login";
      return [{ kind: "channel", key: `channel-${id}`, title, text, commands, channel: id, needsLogin }];
    }),
    // One that asks at its limit has a question of its own, which holds work up.
    ...budgets
      .filter(({ state, onLimit }) => state === "warning" || (state === "exceeded" && onLimit !== "ask"))
      .map(budgetWait),
  ];
}

const DOWN = ["reconnecting", "login", "crashed", "failed"] as const;

function isDown(state: ChannelStatus["state"]): state is (typeof DOWN)[number] {
  return DOWN.some((down) => down === state);
}

function budgetWait({ scope, limit, used, state }: BudgetView): Wait {
  const said = words.needs.budget;
  const name = scope === "day" ? said.today : said.of(scope.replace(":", " "));
  const title = state === "exceeded" ? said.usedUp(name) : said.nearly(name);
  const amounts = [
    limit.usd === undefined ? [] : said.money(money(used.usd), money(limit.usd)),
    limit.tokens === undefined ? [] : said.tokens(used.tokens, limit.tokens),
    limit.runs === undefined ? [] : said.runs(used.runs, limit.runs),
    limit.minutes === undefined ? [] : said.minutes(Math.round(used.minutes), limit.minutes),
  ].flat();
  const { verb, option, added } = raiseOf(limit);
  return {
    ...{ kind: "budget", key: `budget-${scope}`, title, text: said.amounts(amounts) },
    commands: [`tinyagi budget extend ${scope} ${option}`],
    raise: { verb, scope, added },
  };
}

/** The first thing that the budget limits. */
function raiseOf(limit: BudgetView["limit"]): { verb: string; option: string; added: BudgetAmounts } {
  const said = words.needs.budget;
  if (limit.usd !== undefined) return { verb: said.add(money(1)), option: "--usd 1", added: { usd: 1 } };
  if (limit.tokens !== undefined)
    return { verb: said.addTokens(10_000), option: "--tokens 10000", added: { tokens: 10_000 } };
  if (limit.runs !== undefined) return { verb: said.addRuns(10), option: "--runs 10", added: { runs: 10 } };
  return { verb: said.addMinutes(30), option: "--minutes 30", added: { minutes: 30 } };
}
