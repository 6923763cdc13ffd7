/** Find it, or say what to do: every page, agent, conversation and action. */
"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { oneLine } from "../../lib/format/text";
import { useAgents, useConversations, useTeams } from "../../lib/queries";
import { logOut } from "../../lib/session";
import { nextTheme } from "../../lib/theme";
import { Dialog } from "../../ui/dialog";
import { Face } from "../../ui/face";
import { Icon } from "../../ui/icon";
import { PAGES } from "./pages";

const GROUP =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-n-7";
const ITEM =
  "flex h-10 cursor-pointer items-center gap-3 rounded-s px-2 text-13 data-[selected=true]:bg-accent data-[selected=true]:text-accent-ink max-md:h-12";

export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const conversations = useConversations().data ?? [];
  const go = (path: string) => () => {
    onClose();
    router.push(path);
  };
  const act = (action: () => void) => () => {
    onClose();
    action();
  };
  return (
    <Dialog label="Find or do" place="top" onClose={onClose}>
      <Command label="Find or do" className="flex max-h-[70vh] flex-col">
        <div className="flex h-14 flex-none items-center gap-3 border-b border-n-4 px-4">
          <Icon name="find" />
          <Command.Input
            autoFocus
            placeholder="Find it, or say what to do"
            className="min-w-0 grow bg-transparent text-16 outline-none placeholder:text-n-7"
          />
        </div>
        <Command.List className="overflow-auto p-2">
          <Command.Empty className="p-2 text-13 text-n-7">Nothing has this name.</Command.Empty>
          <Command.Group heading="Do" className={GROUP}>
            <Item icon="plus" name="New message" onSelect={go("/chat?new=1")} />
            <Item icon="theme" name="Change theme" onSelect={act(() => void nextTheme())} />
            <Item icon="door" name="Log out" onSelect={act(() => void logOut())} />
          </Command.Group>
          <Command.Group heading="Go to" className={GROUP}>
            {PAGES.map(({ path, name, icon }) => (
              <Item key={path} icon={icon} name={name} onSelect={go(path)} />
            ))}
          </Command.Group>
          <Command.Group heading="Write to" className={GROUP}>
            {[...Object.entries(teams), ...Object.entries(agents)].map(([id, { name }]) => (
              <Command.Item
                key={id}
                value={`${id} ${name}`}
                className={ITEM}
                onSelect={go(`/chat?new=1&to=${encodeURIComponent(id)}`)}
              >
                <Face id={id} />
                <span className="truncate">{oneLine(name)}</span>
                <span className="ml-auto text-12 opacity-80">@{id}</span>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Conversations" className={GROUP}>
            {conversations.map(({ id, text }) => (
              <Command.Item
                key={id}
                value={`${oneLine(text)} ${id}`}
                className={ITEM}
                onSelect={go(`/chat?id=${encodeURIComponent(id)}`)}
              >
                <Icon name="chat" />
                <span className="truncate">{oneLine(text)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Item(props: { icon: Parameters<typeof Icon>[0]["name"]; name: string; onSelect: () => void }) {
  return (
    <Command.Item value={props.name} className={ITEM} onSelect={props.onSelect}>
      <span className="grid w-6 place-items-center">
        <Icon name={props.icon} />
      </span>
      {props.name}
    </Command.Item>
  );
}
