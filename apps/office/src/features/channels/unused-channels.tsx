/** Channels that nobody set up: one row each, with the one next step. */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { parsePlatform } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { CHANNEL_ICONS } from "../../ui/chips";
import { Icon } from "../../ui/icon";
import { nameOfChannel } from "./channel-state";

export function UnusedChannels(props: { channels: readonly ChannelStatus[]; onOpen: (id: string) => void }) {
  return (
    <section aria-label={words.channels.add} className="border-b border-n-4 px-4 py-4 md:px-8">
      <h2 className="text-13 font-semibold text-n-10">{words.channels.add}</h2>
      <ul>
        {props.channels.map(({ id }) => (
          <li key={id} className="flex min-h-14 items-center gap-3 border-b border-n-3 py-2 last:border-0">
            <Icon name={CHANNEL_ICONS[parsePlatform(id)] ?? "channel"} />
            <span className="min-w-0 grow">
              <b className="block text-14 font-semibold text-n-10">{nameOfChannel(id)}</b>
              <span className="block text-12 text-n-7">{words.channels.guide(id)?.hint}</span>
            </span>
            <Button aria-label={words.channels.connectTo(nameOfChannel(id))} onClick={() => props.onOpen(id)}>
              {words.channels.connect}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
