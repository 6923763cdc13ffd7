/** One chip for each noun, the same everywhere. */
"use client";
import { useNow } from "../lib/clock";
import { money } from "../lib/format/money";
import { oneLine } from "../lib/format/text";
import { absolute, span, ago as spanAgo } from "../lib/format/time";
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
export function TimeChip({ at, ago = false }: { at: number; ago?: boolean }) {
  const passed = useNow() - at;
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={absolute(at)}
      className="text-12 whitespace-nowrap text-n-7"
    >
      {ago ? spanAgo(passed) : span(passed)}
    </time>
  );
}

export function MoneyChip({ usd }: { usd: number | null | undefined }) {
  return <span className="font-mono text-12 font-medium whitespace-nowrap text-n-9">{money(usd)}</span>;
}

export const CHANNEL_ICONS: Readonly<Record<string, IconName>> = {
  web: "globe",
  cli: "terminal",
  api: "terminal",
  telegram: "send",
  discord: "channel",
  whatsapp: "chat",
  schedule: "clock",
  heartbeat: "clock",
};

export function ChannelChip({ name }: { name: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-12 text-n-7">
      <Icon name={CHANNEL_ICONS[name] ?? "channel"} size={14} />
      {oneLine(name, 24)}
    </span>
  );
}
