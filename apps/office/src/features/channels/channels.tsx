/**
 * Channels. Its question: can people reach my agents, and does every reply reach them? The eye meets the sentence, then
 * the channel that needs a person, then the strangers who wait.
 */
"use client";
import type { ChannelStatus } from "@tinyagi/contracts";
import { useChannels, usePairings } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { PageHead } from "../../ui/page-head";
import { Reading, Region } from "../../ui/region";
import { Unread } from "../../ui/unread";
import { ChannelPane } from "./channel-pane";
import { ChannelSection } from "./channel-section";
import { channelsSentence, inOrder, isUsed } from "./channel-state";
import { People } from "./people";
import { Strangers } from "./strangers";
import { Undelivered } from "./undelivered";
import { UnusedChannels } from "./unused-channels";

export function Channels() {
  const channels = useChannels();
  const pairings = usePairings();
  const [current, setCurrent] = useParam("channel");
  const open = channels.data?.find(({ id }) => id === current);
  return (
    <>
      <PageHead
        title={words.channels.title}
        text={channels.data === undefined ? "" : channelsSentence(channels.data)}
      />
      <Unread what={words.channels.theChannels} of={[channels]} />
      <div className="flex min-h-0 flex-1">
        {/* biome-ignore-start lint/a11y: a page that scrolls must be reachable by keyboard. */}
        <div
          className="min-h-0 min-w-0 flex-1 overflow-auto pb-10"
          tabIndex={0}
          role="group"
          aria-label={words.channels.title}
        >
          {channels.data === undefined && channels.failureCount === 0 && (
            <div className="px-4 md:px-8">
              <Reading />
            </div>
          )}
          {channels.data !== undefined && (
            <Region name={words.channels.theChannels}>
              <All channels={inOrder(channels.data)} current={current} onOpen={setCurrent} />
            </Region>
          )}
          <div className="grid gap-4 px-4 pt-2 md:px-8">
            <Unread what={words.channels.whoWants} of={[pairings]} />
            {pairings.data !== undefined && (
              <Region name={words.channels.whoWants}>
                <Strangers senders={pairings.data.pending} />
              </Region>
            )}
            <Region name={words.channels.whatNot}>
              <Undelivered channels={channels.data ?? []} />
            </Region>
            {pairings.data !== undefined && (
              <Region name={words.channels.whoMay}>
                <People people={pairings.data.approved} />
              </Region>
            )}
          </div>
        </div>
        {/* biome-ignore-end lint/a11y: until here. */}
        {open !== undefined && <ChannelPane key={open.id} channel={open} onClose={() => setCurrent("")} />}
      </div>
    </>
  );
}

function All(props: { channels: readonly ChannelStatus[]; current: string; onOpen: (id: string) => void }) {
  const { channels, current, onOpen } = props;
  const unused = channels.filter((channel) => !isUsed(channel));
  return (
    <>
      {channels.filter(isUsed).map((channel) => (
        <ChannelSection
          key={channel.id}
          channel={channel}
          isCurrent={channel.id === current}
          onOpen={() => onOpen(channel.id)}
        />
      ))}
      {unused.length > 0 && <UnusedChannels channels={unused} onOpen={onOpen} />}
    </>
  );
}
