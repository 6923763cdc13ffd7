/** Narrows the list of conversations: words, unread, one agent or team, one channel. All of it is in the address. */
"use client";
import { useState } from "react";
import { useAgents, useChannels, useTeams } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { channelName } from "../../ui/chips";
import { FilterText } from "../../ui/filter-bar";
import { Icon } from "../../ui/icon";
import { Segmented } from "../../ui/segmented";
import { Select } from "../../ui/select";

/** Where people write without a platform of their own. */
const OWN_CHANNELS = ["web", "cli", "api", "schedule", "heartbeat", "task", "webhook", "chatroom"];

export function useListFilter() {
  const [of] = useParam("of");
  const [channel] = useParam("on");
  const [show] = useParam("show");
  const [wanted] = useParam("q");
  return { of, channel, isUnreadOnly: show === "unread", wanted };
}

export function ListFilters() {
  const { of, channel, isUnreadOnly, wanted } = useListFilter();
  const [, toRelaySet] = useParam("of");
  const [, setChannel] = useParam("on");
  const [, setShow] = useParam("show");
  const [, setWanted] = useParam("q");
  const said = words.chat.filters;
  // On a phone the list has the room, unless it is narrowed and must say so.
  const [isOpen, setOpen] = useState(of !== "" || channel !== "" || isUnreadOnly);
  const agents = Object.entries(useAgents().data ?? {});
  const teams = Object.entries(useTeams().data ?? {});
  const connected = (useChannels().data ?? []).map(({ id }) => id);
  return (
    <search aria-label={said.label} className="mb-2 grid gap-1.5 px-2">
      <div className="flex gap-1.5 [&>label]:w-full [&>label]:grow">
        <FilterText label={said.search} value={wanted} onChange={(next) => setWanted(next)} isMain />
        {wanted === "" && (
          <Button
            size="icon"
            className="h-11 flex-none md:hidden"
            aria-label={said.more}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="more" />
          </Button>
        )}
      </div>
      {wanted === "" && (
        <div
          className={`${isOpen ? "" : "max-md:hidden"} grid grid-cols-2 items-center gap-1 [&>fieldset]:col-span-2 [&>fieldset]:justify-self-start`}
        >
          <Segmented
            label={said.which}
            choices={[
              { value: "", name: said.all },
              { value: "unread", name: said.unread },
            ]}
            value={isUnreadOnly ? "unread" : ""}
            onChange={(next) => setShow(next)}
          />
          <Select
            label={said.ofWhom}
            isBare
            value={of}
            className="text-ellipsis"
            onChange={({ target }) => toRelaySet(target.value)}
            options={[
              { value: "", name: said.anyone },
              ...teams.map(([id, { name }]) => ({ value: `team:${id}`, name: said.team(name) })),
              ...agents.map(([id, { name }]) => ({ value: `agent:${id}`, name })),
            ]}
          />
          <Select
            label={said.channel}
            isBare
            value={channel}
            className="text-ellipsis"
            onChange={({ target }) => setChannel(target.value)}
            options={[
              { value: "", name: said.anyChannel },
              ...[...new Set([...OWN_CHANNELS, ...connected])].map((id) => ({
                value: id,
                name: channelName(id),
              })),
            ]}
          />
        </div>
      )}
    </search>
  );
}
