/** The rows of the palette: recent places, acts, pages, and everything that has a name. Read only while it is open. */
"use client";
import { useMemo } from "react";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { agentHref, chatHref } from "../../lib/hrefs";
import type { Read } from "../../lib/problem";
import { useAgents, useChannels, useConversations, useRuns, useTeams } from "../../lib/queries";
import { useSavedViews, viewHref } from "../../lib/saved-views";
import { words } from "../../locale/words";
import { channelName } from "../../ui/chips";
import type { IconName } from "../../ui/icon";
import { PAGES, pageName } from "../../ui/pages";
import { useSchedules } from "../schedules/queries";
import { useFound } from "../search/queries";
import { useProjects } from "../tasks/project-queries";
import { useFoundTasks } from "../tasks/queries";
import { placeActions } from "./palette-actions";
import type { Ranked } from "./palette-score";
import { loadRecents } from "./recents";
import { runRow } from "./run-row";

export interface Stopped {
  id: string;
  title: string;
}

export interface PaletteRow extends Ranked {
  key: string;
  icon?: IconName;
  /** Whose face stands in place of an icon. */
  face?: string;
  /** What it is, at the right. */
  note?: string;
  /** Where it leads, or the conversation that it stops, or what it does. */
  path?: string;
  stops?: Stopped;
  act?: () => void;
  /** What TinyAGI is asked about itself. */
  asks?: string;
  /** Not kept among the recent places. */
  isPassing?: true;
}

/** @param acts what needs no place: theme, language, … */
export function usePaletteRows(typed: string, acts: readonly PaletteRow[]): PaletteRow[] {
  const named = useNamed();
  const found = useFoundRows(typed);
  const recents = useMemo(loadRecents, []);
  const { find } = words.shell;
  const recent = recents.map(({ path, name }): PaletteRow => {
    return { group: find.recent, key: `recent ${path}`, icon: "clock", name: oneLine(name), path };
  });
  const actions = placeActions().map(({ id, icon, name, also, path }): PaletteRow => {
    return { group: find.act, key: id, icon, name, also, path, isPassing: true };
  });
  const pages = PAGES.map((page): PaletteRow => {
    return { group: find.goTo, key: page.path, icon: page.icon, name: pageName(page), path: page.path };
  });
  const views = useSavedViews().map((view): PaletteRow => {
    const path = viewHref(view);
    const note = words.shell.pages[view.page];
    return {
      ...row(words.savedViews.group, `${view.page} ${view.name}`, oneLine(view.name)),
      icon: "pin",
      note,
      path,
    };
  });
  return [...(typed === "" ? recent : []), ...actions, ...acts, ...pages, ...views, ...named, ...found];
}

/** What is searched by the daemon, so that a failure does not look like nothing found. */
export function useSearched(typed: string): readonly Read[] {
  return [useFoundTasks(typed.trim()), useFound(typed)];
}

function useNamed(): PaletteRow[] {
  const { find } = words.shell;
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const projects = useProjects().data ?? [];
  const conversations = useConversations().data ?? [];
  const schedules = useSchedules().data ?? [];
  const channels = useChannels().data ?? [];
  const runs = useRuns().data ?? [];
  const people = [...Object.entries(teams), ...Object.entries(agents)].map(([id, { name }]): PaletteRow => {
    const path = `/chat?new=1&to=${encodeURIComponent(id)}`;
    return { ...row(find.writeTo, id, oneLine(name)), face: id, note: `@${id}`, path, isPassing: true };
  });
  const agentPages = Object.entries(agents).map(([id, { name }]): PaletteRow => {
    const page = row(find.agents, id, find.openAgent(oneLine(name)));
    return { ...page, face: id, note: `@${id}`, path: agentHref(id), isPassing: true };
  });
  const talks = conversations.map((conversation): PaletteRow => {
    const { id } = conversation;
    const path = chatHref(id);
    return { ...row(find.conversations, id, toTitle(conversation)), icon: "chat", path };
  });
  const stops = conversations
    .filter(({ status }) => status === "open")
    .map((conversation): PaletteRow => {
      const { id } = conversation;
      const title = toTitle(conversation);
      const name = find.stop(oneLine(title, 60));
      return {
        ...row(find.act, `stop ${id}`, name),
        icon: "stop",
        verb: find.stopVerb,
        stops: { id, title },
      };
    });
  const works = runs.map((run) => runRow(run, agents[run.agent]?.name ?? run.agent));
  return [
    ...stops,
    ...people,
    ...agentPages,
    ...projects.map(({ id, name, prefix }): PaletteRow => {
      const path = `/tasks?project=${encodeURIComponent(id)}`;
      return { ...row(find.projects, id, oneLine(name), prefix), icon: "tasks", note: prefix, path };
    }),
    ...talks,
    ...schedules.map(({ id, message }): PaletteRow => {
      const path = `/schedules?schedule=${encodeURIComponent(id)}`;
      return { ...row(words.shell.pages.schedules, id, oneLine(message)), icon: "clock", path };
    }),
    ...channels.map(({ id }): PaletteRow => {
      const path = `/channels?channel=${encodeURIComponent(id)}`;
      return { ...row(words.shell.pages.channels, id, channelName(id)), icon: "channel", path };
    }),
    ...works,
  ];
}

function row(group: string, key: string, name: string, also = key): PaletteRow {
  return { group, key: `${group} ${key}`, name, also };
}

/** What the daemon finds: tasks by their words, and the words of every text. */
function useFoundRows(typed: string): PaletteRow[] {
  const { find, pages } = words.shell;
  const tasks = useFoundTasks(typed.trim()).data ?? [];
  const { data: found = [], isPlaceholderData: isOld } = useFound(typed);
  const known = new Set(tasks.map(({ id }) => `/tasks?task=${encodeURIComponent(id)}`));
  return [
    ...tasks.map(({ id, identifier, title }): PaletteRow => {
      const path = `/tasks?task=${encodeURIComponent(id)}`;
      return {
        ...row(pages.tasks, id, oneLine(title), identifier),
        icon: "tasks",
        note: identifier,
        path,
        isFound: true,
      };
    }),
    ...found
      .filter(({ path }) => !known.has(path))
      .map(({ key, path, what, title, agent, at }): PaletteRow => {
        const note = [what, agent === null ? "" : `@${agent}`, at].filter((part) => part !== "").join(" · ");
        return {
          group: find.inTexts,
          key: `found ${key}`,
          icon: "find",
          name: title,
          note,
          path,
          // Those of the word before match only by what the reader sees of them.
          ...(isOld ? {} : { isFound: true as const }),
        };
      }),
  ];
}
