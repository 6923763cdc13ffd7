/** Find it, or say what to do: every page, agent, project, conversation, task and action, and the words of every text. */
"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useDeferredValue, useMemo, useState } from "react";
import { oneLine, withoutNames } from "../../lib/format/text";
import { useAgents, useConversations, useTeams } from "../../lib/queries";
import { logOut } from "../../lib/session";
import { nextTheme } from "../../lib/theme";
import { chooseLanguage } from "../../locale/language";
import { words } from "../../locale/words";
import { Dialog } from "../../ui/dialog";
import { Face } from "../../ui/face";
import { Icon } from "../../ui/icon";
import { useNotifications } from "../needs/notifications";
import { useFound } from "../search/queries";
import { useProjects } from "../tasks/project-queries";
import { PAGES, pageName } from "./pages";
import { FOUND, scoreOf } from "./palette-score";
import { keepRecent, loadRecents } from "./recents";

const GROUP =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-n-7";
const ITEM =
  "flex h-10 cursor-pointer items-center gap-3 rounded-s px-2 text-13 data-[selected=true]:bg-accent data-[selected=true]:text-accent-ink max-md:h-12";

/** @param props.begin - what was typed already */
export function Palette({ begin, onClose }: { begin: string; onClose: () => void }) {
  const { find } = words.shell;
  const router = useRouter();
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const projects = useProjects().data ?? [];
  const conversations = useConversations().data ?? [];
  const [text, setText] = useState(begin);
  const found = useFound(useDeferredValue(text)).data ?? [];
  const recents = useMemo(loadRecents, []);
  const notifications = useNotifications();
  const go = (path: string, name?: string) => () => {
    if (name !== undefined) keepRecent({ path, name });
    onClose();
    router.push(path);
  };
  const act = (action: () => void) => () => {
    onClose();
    action();
  };
  return (
    <Dialog label={words.shell.find.name} place="top" onClose={onClose}>
      <Command
        label={words.shell.find.name}
        className="flex max-h-[70vh] flex-col"
        filter={(value, typed) => scoreOf(value, typed, found.length > 0)}
      >
        <div className="flex h-14 flex-none items-center gap-3 border-b border-n-4 px-4">
          <Icon name="find" />
          <Command.Input
            data-autofocus
            value={text}
            onValueChange={setText}
            placeholder={find.placeholder}
            className="min-w-0 grow bg-transparent text-16 outline-none placeholder:text-n-7"
          />
        </div>
        <Command.List className="overflow-auto p-2">
          <Command.Empty className="p-2 text-13 text-n-7">{find.nothing}</Command.Empty>
          {text === "" && recents.length > 0 && (
            <Command.Group heading={find.recent} className={GROUP}>
              {recents.map(({ path, name }) => (
                <Item
                  key={path}
                  icon="clock"
                  name={oneLine(name)}
                  value={`recent ${path}`}
                  onSelect={go(path, name)}
                />
              ))}
            </Command.Group>
          )}
          <Command.Group heading={find.act} className={GROUP}>
            <Item icon="plus" name={find.newMessage} onSelect={go("/chat?new=1")} />
            <Item icon="agents" name={find.setUpTeam} onSelect={go("/start")} />
            {notifications.change && (
              <Item
                icon="channel"
                name={notifications.isOn ? find.notificationsOff : find.notificationsOn}
                onSelect={act(notifications.change)}
              />
            )}
            <Item icon="theme" name={words.shell.changeTheme} onSelect={act(() => void nextTheme())} />
            <Item
              icon="globe"
              name={words.shell.changeLanguage}
              onSelect={() => chooseLanguage(words.tag === "en" ? "zh" : "en")}
            />
            <Item icon="door" name={find.logOut} onSelect={act(() => void logOut())} />
          </Command.Group>
          <Command.Group heading={find.goTo} className={GROUP}>
            {PAGES.map((page) => (
              <Item
                key={page.path}
                icon={page.icon}
                name={pageName(page)}
                onSelect={go(page.path, pageName(page))}
              />
            ))}
          </Command.Group>
          <Command.Group heading={find.writeTo} className={GROUP}>
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
          {projects.length > 0 && (
            <Command.Group heading={find.projects} className={GROUP}>
              {projects.map(({ id, name, prefix }) => (
                <Command.Item
                  key={id}
                  value={`${oneLine(name)} ${prefix} ${id}`}
                  className={ITEM}
                  onSelect={go(`/tasks?project=${encodeURIComponent(id)}`, oneLine(name))}
                >
                  <Icon name="tasks" />
                  <span className="truncate">{oneLine(name)}</span>
                  <span className="ml-auto flex-none font-mono text-12 opacity-80">{prefix}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading={find.conversations} className={GROUP}>
            {conversations.map(({ id, text }) => (
              <Command.Item
                key={id}
                value={`${oneLine(withoutNames(text))} ${id}`}
                className={ITEM}
                onSelect={go(`/chat?id=${encodeURIComponent(id)}`, oneLine(withoutNames(text)))}
              >
                <Icon name="chat" />
                <span className="truncate">{oneLine(withoutNames(text))}</span>
              </Command.Item>
            ))}
          </Command.Group>
          {found.length > 0 && (
            <Command.Group heading={find.inTexts} className={GROUP}>
              {found.map(({ key, path, what, title }) => (
                <Command.Item key={key} value={`${FOUND}${key}`} className={ITEM} onSelect={go(path, title)}>
                  <Icon name="find" />
                  <span className="truncate">{title}</span>
                  <span className="ml-auto flex-none text-12 opacity-80">{what}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Item(props: {
  icon: Parameters<typeof Icon>[0]["name"];
  name: string;
  /** Distinguishes items of the same name. */
  value?: string;
  onSelect: () => void;
}) {
  return (
    <Command.Item value={props.value ?? props.name} className={ITEM} onSelect={props.onSelect}>
      <span className="grid w-6 place-items-center">
        <Icon name={props.icon} />
      </span>
      {props.name}
    </Command.Item>
  );
}
