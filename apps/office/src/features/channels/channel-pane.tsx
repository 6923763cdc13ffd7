/** Connecting one channel, beside the list. */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import { Inspector } from "../../ui/inspector";
import { Terminal } from "../../ui/terminal";
import { nameOfChannel } from "./channel-state";
import { ConnectChannel } from "./connect-channel";

export function ChannelPane({ channel, onClose }: { channel: ChannelStatus; onClose: () => void }) {
  return (
    <Inspector
      label={words.channels.channel}
      title={words.channels.connectTo(nameOfChannel(channel.id))}
      onClose={onClose}
    >
      <div className="p-5">
        <ConnectChannel channel={channel} />
        <Terminal commands={[`tinyagi channel setup ${channel.id}`]} />
      </div>
    </Inspector>
  );
}
