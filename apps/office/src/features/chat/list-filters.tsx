/** Narrows the list of conversations: words, unread, one agent or team, one channel. All of it is in the address. */
"use client";
import { useAgents, useChannels, useTeams } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { FilterText } from "../../ui/filter-bar";
import { Segmented } from "../../ui/segmented";
import { Select } from "../../ui/select";

const SHOWN = [
  { value: "", name: "All" },
  { value: "unread", name: "Unread" },
] as const;
/** Where people write without a platform of their own. */
const OWN_CHANNELS = ["web", "cli", "api", "schedule", "heartbeat"];

export function useListFilter() {
  const [of] = useParam("of");
  const [channel] = useParam("on");
  const [show] = useParam("show");
  const [words] = useParam("q");
  return { of, channel, isUnreadOnly: show === "unread", words };
}

export function ListFilters() {
  const { of, channel, isUnreadOnly, words } = useListFilter();
  const [, setOf] = useParam("of");
  const [, setChannel] = useParam("on");
  const [, setShow] = useParam("show");
  const [, setWords] = useParam("q");
  const agents = Object.entries(useAgents().data ?? {});
  const teams = Object.entries(useTeams().data ?? {});
  const connected = (useChannels().data ?? []).map(({ id }) => id);
  return (
    <search aria-label="Find conversations" className="mb-2 grid gap-1.5 px-2 [&>label]:w-full">
      <FilterText label="Search all conversations" value={words} onChange={(next) => setWords(next)} />
      {words === "" && (
        <div className="flex min-w-0 items-center gap-1">
          <Segmented
            label="Which"
            choices={SHOWN}
            value={isUnreadOnly ? "unread" : ""}
            onChange={(next) => setShow(next)}
          />
          <Select
            label="Of whom"
            isBare
            value={of}
            className="shrink"
            onChange={({ target }) => setOf(target.value)}
            options={[
              { value: "", name: "Anyone" },
              ...teams.map(([id, { name }]) => ({ value: `team:${id}`, name: `Team ${name}` })),
              ...agents.map(([id, { name }]) => ({ value: `agent:${id}`, name })),
            ]}
          />
          <Select
            label="Channel"
            isBare
            value={channel}
            className="shrink"
            onChange={({ target }) => setChannel(target.value)}
            options={[
              { value: "", name: "Any channel" },
              ...[...new Set([...OWN_CHANNELS, ...connected])].map((name) => ({ value: name, name })),
            ]}
          />
        </div>
      )}
    </search>
  );
}
