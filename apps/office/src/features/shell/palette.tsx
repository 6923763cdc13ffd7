/** Find it, or say what to do: every page, every thing with a name, every act, and the words of every text. */
"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useRef, useState } from "react";
import { toMark } from "../../lib/format/text";
import { findProblem } from "../../lib/problem";
import { useConversation } from "../../lib/queries";
import { logOut } from "../../lib/session";
import { nextTheme } from "../../lib/theme";
import { chooseLanguage } from "../../locale/language";
import { words } from "../../locale/words";
import { Dialog } from "../../ui/dialog";
import { Face } from "../../ui/face";
import { Icon } from "../../ui/icon";
import { settleAll } from "../../ui/toasts";
import { Unread } from "../../ui/unread";
import { AskDialog } from "../ask/ask-dialog";
import { isMarked, toQuestion } from "../ask/question";
import { StopDialog } from "../chat/stop-dialog";
import { useNotifications } from "../needs/notifications";
import { openNeeds } from "../needs/panel";
import { useNeedCount } from "../needs/use-needs";
import { type PaletteRow, type Stopped, usePaletteRows, useSearched } from "./palette-rows";
import { rankRows } from "./palette-score";
import { keepRecent } from "./recents";

const GROUP =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-n-7";
const ITEM =
  "flex h-10 cursor-pointer items-center gap-3 rounded-s px-2 text-13 data-[selected=true]:bg-accent data-[selected=true]:text-accent-ink max-md:h-12";
/** Rows of one group before more is typed: those of hundreds of agents would hide every other group. */
const SHOWN = 8;
const MOVES: ReadonlySet<string> = new Set(["ArrowDown", "ArrowUp", "Home", "End"]);

/** @param props.begin - what was typed already */
export function Palette({ begin, onClose }: { begin: string; onClose: () => void }) {
  const { find } = words.shell;
  const router = useRouter();
  const [text, setText] = useState(begin);
  const [stopping, setStopping] = useState<Stopped>();
  const [asking, setAsking] = useState<string>();
  const searched = useSearched(text);
  const groups = rankRows(usePaletteRows(text, useActs(text)), text).map(([group, rows]) => {
    return [group, rows.slice(0, group === find.act || group === find.goTo ? undefined : SHOWN)] as const;
  });
  const selection = useSelection(
    text,
    groups.flatMap(([, rows]) => rows.map(({ key }) => key)),
  );
  if (stopping !== undefined) return <Stop {...stopping} onClose={onClose} />;
  if (asking !== undefined) return <AskDialog begin={asking} onClose={onClose} />;
  function choose({ path, name, stops, asks, act, isPassing }: PaletteRow): void {
    if (asks !== undefined) {
      setAsking(asks);
      return;
    }
    if (stops !== undefined) {
      setStopping(stops);
      return;
    }
    onClose();
    act?.();
    if (path === undefined) return;
    if (isPassing !== true) keepRecent({ path, name });
    router.push(path);
  }
  return (
    <Dialog label={find.name} place="top" isKept onClose={onClose}>
      <Command label={find.name} className="flex max-h-[70vh] flex-col" shouldFilter={false} {...selection}>
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
          <Unread what={find.texts} of={searched} />
          {findProblem(searched) === undefined && (
            <Command.Empty className="p-2 text-13 text-n-7">{find.nothing}</Command.Empty>
          )}
          {groups.map(([group, rows]) => (
            // A group that comes later is drawn anew, so that its heading has the id that names it.
            <Command.Group key={group} heading={group} className={GROUP}>
              {rows.map((row) => (
                <Row key={row.key} row={row} onSelect={() => choose(row)} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}

/**
 * The row that Enter takes: the first one, until the reader moves to another for the same words. The list itself chooses
 * only when rows come and go, which need not be when the words change, and then no row was selected.
 */
function useSelection(text: string, keys: readonly string[]) {
  const [picked, setPicked] = useState<{ text: string; key: string }>();
  const moves = useRef(false);
  const isThere = picked !== undefined && picked.text === text && keys.includes(picked.key);
  return {
    value: (isThere ? picked.key : keys[0]) ?? "",
    onValueChange: (key: string) => moves.current && setPicked({ text, key }),
    onKeyDownCapture: ({ key, ctrlKey }: KeyboardEvent) => {
      moves.current = ctrlKey || MOVES.has(key);
    },
    onPointerMoveCapture: () => {
      moves.current = true;
    },
  };
}

function Row({ row, onSelect }: { row: PaletteRow; onSelect: () => void }) {
  const { key, icon, face, name, note } = row;
  return (
    <Command.Item value={key} className={ITEM} onSelect={onSelect}>
      {face !== undefined && <Face id={face} />}
      {icon !== undefined && (
        <span className="grid w-6 flex-none place-items-center">
          <Icon name={icon} />
        </span>
      )}
      <span className="truncate">{name}</span>
      {note !== undefined && <span className="ml-auto flex-none text-12 opacity-80">{note}</span>}
    </Command.Item>
  );
}

/** What is done at once, wherever the reader is. */
function useActs(typed: string): PaletteRow[] {
  const { find, changeTheme, changeLanguage, needsYou } = words.shell;
  const needs = useNeedCount();
  const { change, isOn } = useNotifications();
  const act = (
    row: Pick<PaletteRow, "key" | "name" | "icon" | "also" | "note" | "verb" | "act" | "asks" | "isLast">,
  ): PaletteRow => ({
    group: find.act,
    ...row,
  });
  // Whoever writes a whole question is offered its answer.
  const question = toQuestion(typed, words.shell.ask.title);
  return [
    act({
      key: "ask",
      icon: "knowledge",
      name: question === "" ? words.shell.ask.title : words.shell.ask.question(question),
      also: find.asks,
      asks: question,
      isLast: question !== "" && !isMarked(question),
    }),
    act({
      key: "needs",
      icon: "agents" as const,
      name: needsYou,
      also: find.needs,
      note: needs === undefined ? "" : toMark(needs),
      act: () => openNeeds(),
    }),
    ...(change === undefined
      ? []
      : [
          act({
            key: "notifications",
            icon: "channel" as const,
            act: change,
            name: isOn ? find.notificationsOff : find.notificationsOn,
          }),
        ]),
    act({ key: "theme", icon: "theme", name: changeTheme, also: find.themes, act: () => void nextTheme() }),
    act({
      key: "language",
      icon: "globe",
      name: changeLanguage,
      also: find.languages,
      act: () => chooseLanguage(words.tag === "en" ? "zh" : "en"),
    }),
    act({
      key: "logOut",
      icon: "door",
      name: find.logOut,
      verb: find.logOut,
      act: () => void logOut(settleAll),
    }),
  ];
}

/** A stop cannot be undone: it is asked for once more. It does not wait for the number of agents at work. */
function Stop({ id, title, onClose }: Stopped & { onClose: () => void }) {
  const runs = useConversation(id).data?.runs;
  return (
    <StopDialog
      conversation={id}
      title={title}
      working={runs?.filter(({ status }) => status === "running").length}
      onClose={onClose}
    />
  );
}
