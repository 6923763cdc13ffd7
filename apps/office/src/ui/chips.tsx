/** One chip for each noun, the same everywhere. */
"use client";
import { parsePlatform } from "@tinyagi/contracts";
import { useNow } from "../lib/clock";
import { absolute, age, ago, type Cost, cents, money, span } from "../lib/figures";
import { oneLine } from "../lib/format/text";
import { words } from "../locale/words";
import { Face } from "./face";
import type { State } from "./glyph";
import { Icon, type IconName } from "./icon";

export function AgentChip(props: { id: string; name?: string | undefined; state?: State }) {
  const { id, name = id, state = "idle" } = props;
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5 font-medium text-n-10">
      <Face id={id} size={24} state={state} />
      <span className="truncate">{oneLine(name, 60)}</span>
    </span>
  );
}

/** Relative, with the whole time on hover. */
export function TimeChip({ at, ago: isAgo = false }: { at: number; ago?: boolean }) {
  const passed = useNow() - at;
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={absolute(at)}
      className="text-12 whitespace-nowrap text-n-7"
    >
      {isAgo ? ago(passed) : age(passed)}
    </time>
  );
}

/** For how long something lasts, with its beginning on hover. */
export function ElapsedChip({ since }: { since: number }) {
  return (
    <time
      dateTime={new Date(since).toISOString()}
      title={absolute(since)}
      className="text-12 whitespace-nowrap text-n-7"
    >
      {span(useNow() - since)}
    </time>
  );
}

/**
 * @param of - undefined while it is read, and where no run reported anything
 * @param exact - in a detail, with four digits where they matter; in columns to the cent
 */
export function MoneyChip({ of = {}, exact = false }: { of?: Cost | undefined; exact?: boolean }) {
  return (
    <span className="font-mono text-12 font-medium whitespace-nowrap text-n-9">
      {exact ? money(of) : cents(of)}
    </span>
  );
}

export const CHANNEL_ICONS: Readonly<Record<string, IconName>> = {
  web: "globe",
  cli: "terminal",
  api: "terminal",
  telegram: "send",
  discord: "channel",
  whatsapp: "chat",
  slack: "channel",
  email: "mail",
  schedule: "clock",
  heartbeat: "clock",
  task: "tasks",
  chatroom: "rooms",
  webhook: "link",
};

export function ChannelChip({ name }: { name: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-12 text-n-7">
      <Icon name={CHANNEL_ICONS[parsePlatform(name)] ?? "channel"} size={14} />
      {channelName(name)}
    </span>
  );
}

/** Proper names, the same in every language. */
const CHANNEL_NAMES: Readonly<Record<string, string>> = {
  web: "TinyOffice",
  api: "API",
  mcp: "MCP",
  webhook: "Webhook",
};

/** One that TinyAGI does not know has its id. */
export function channelName(id: string): string {
  const { cli, schedule, heartbeat, chatroom, task } = words.common.channels;
  const names: Readonly<Record<string, string>> = {
    ...CHANNEL_NAMES,
    cli,
    schedule,
    heartbeat,
    chatroom,
    task,
  };
  return (Object.hasOwn(names, id) ? names[id] : words.channels.guide(id)?.name) ?? oneLine(id, 24);
}
