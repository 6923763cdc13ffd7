/** What can wait: budgets that run low, strangers who want to write, channels that are not connected. Pure. */
import type { BudgetView, ChannelStatus, PendingSender } from "@tinyagi/contracts";
import { money } from "../../lib/format/money";
import { oneLine } from "../../lib/format/text";

export type Wait =
  | { kind: "budget"; key: string; title: string; text: string; commands: readonly string[] }
  | {
      kind: "sender";
      key: string;
      title: string;
      text: string;
      commands: readonly string[];
      sender: PendingSender;
    }
  | { kind: "channel"; key: string; title: string; text: string; commands: readonly string[] };

export interface WaitFacts {
  budgets: readonly BudgetView[];
  senders: readonly PendingSender[];
  channels: readonly ChannelStatus[];
}

const DOWN: Readonly<Partial<Record<ChannelStatus["state"], string>>> = {
  reconnecting: "cannot reach its platform, and tries again",
  login: "waits for you to link the account",
  crashed: "crashed, and is started again",
  failed: "cannot connect",
};

/** People first, then channels, then money. */
export function waitsOf({ budgets, senders, channels }: WaitFacts): Wait[] {
  return [
    ...senders.map(
      (sender): Wait => ({
        kind: "sender",
        key: `sender-${sender.channel}-${sender.senderId}`,
        title: `${oneLine(sender.sender, 40)} wants to write to you on ${oneLine(sender.channel, 20)}`,
        text: `They got the code ${sender.code}. Approve only if they tell you the same code.`,
        commands: [`tinyagi pairing approve ${sender.code}`],
        sender,
      }),
    ),
    ...channels.flatMap(({ id, enabled, running, state, reason }): Wait[] => {
      const what = DOWN[state];
      if (what === undefined || !(enabled || running)) return [];
      const text = reason === undefined ? "Replies on this channel wait." : oneLine(reason, 160);
      const commands = ["tinyagi channel status", `tinyagi channel restart ${id}`];
      return [{ kind: "channel", key: `channel-${id}`, title: `${oneLine(id, 24)} ${what}`, text, commands }];
    }),
    // One that asks at its limit has a question of its own, which holds work up.
    ...budgets
      .filter(({ state, onLimit }) => state === "warning" || (state === "exceeded" && onLimit !== "ask"))
      .map(budgetWait),
  ];
}

function budgetWait({ scope, limit, used, state }: BudgetView): Wait {
  const name = scope === "day" ? "Today's budget" : `The budget of ${scope.replace(":", " ")}`;
  const title = state === "exceeded" ? `${name} is used up` : `${name} is nearly used up`;
  const amounts = [
    limit.usd === undefined ? [] : `${money(used.usd)} of ${money(limit.usd)}`,
    limit.tokens === undefined ? [] : `${used.tokens} of ${limit.tokens} tokens`,
    limit.runs === undefined ? [] : `${used.runs} of ${limit.runs} runs`,
    limit.minutes === undefined ? [] : `${Math.round(used.minutes)} of ${limit.minutes} minutes`,
  ].flat();
  const more = limit.usd === undefined ? "--tokens 10000" : "--usd 1";
  return {
    ...{ kind: "budget", key: `budget-${scope}`, title, text: `${amounts.join(", ")}.` },
    commands: [`tinyagi budget extend ${scope} ${more}`],
  };
}
