/** What the palette does besides opening a place: one table for all pages. */
import { words } from "../../locale/words";
import type { IconName } from "../../ui/icon";

export type ActionId = keyof typeof words.shell.find.actions;

/** Acts that lead to a place. */
const PLACES: Readonly<Partial<Record<ActionId, { icon: IconName; path: string }>>> = {
  newMessage: { icon: "plus", path: "/chat?new=1" },
  newTask: { icon: "tasks", path: "/tasks?new=1" },
  newProject: { icon: "tasks", path: "/tasks?projects=1" },
  newAgent: { icon: "agents", path: "/agents?new=1" },
  newTeam: { icon: "teams", path: "/teams?new=1" },
  newSchedule: { icon: "clock", path: "/schedules?new=1" },
  connectChannel: { icon: "channel", path: "/channels" },
  setBudget: { icon: "spend", path: "/spend?new=1" },
  retryDead: { icon: "queue", path: "/queue" },
  setUpTeam: { icon: "agents", path: "/start" },
};

export interface PaletteAction {
  id: ActionId;
  icon: IconName;
  name: string;
  /** Other words for it. */
  also: string;
  path: string;
}

/** In the order of the table, in the reader's language. */
export function placeActions(): PaletteAction[] {
  return Object.entries(PLACES).map(([id, { icon, path }]) => {
    const [name = "", also = ""] = words.shell.find.actions[id as ActionId];
    return { id: id as ActionId, icon, name, also, path };
  });
}
