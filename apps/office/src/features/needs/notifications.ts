/** Notifications of the browser about what needs you, while the office is out of sight. Off until a person turns them on. */
"use client";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useAgents } from "../../lib/queries";
import { isNotified } from "../../lib/worker-kept";
import { type Need, toNotice, unseen } from "./needs";
import { openNeeds } from "./panel";
import { useNeedCount, useNeeds } from "./use-needs";

const KEY = "tinyoffice.notify";
/** Another tab turned them on or off, and this one did. */
const CHANGES = ["storage", "tinyoffice:notify"] as const;

function subscribe(listener: () => void): () => void {
  for (const name of CHANGES) addEventListener(name, listener);
  return () => {
    for (const name of CHANGES) removeEventListener(name, listener);
  };
}

type State = "none" | "off" | "on" | "blocked";

/** Browsers have no notifications on pages without encryption, except for those of this machine. */
function state(): State {
  if (!("Notification" in window)) return "none";
  if (Notification.permission === "denied") return "blocked";
  try {
    return Notification.permission === "granted" && localStorage.getItem(KEY) === "on" ? "on" : "off";
  } catch {
    return "none";
  }
}

async function turn(on: boolean): Promise<void> {
  if (on) await Notification.requestPermission();
  localStorage.setItem(KEY, on ? "on" : "off");
  dispatchEvent(new Event("tinyoffice:notify"));
}

/** `change` is missing where the browser has no notifications, or blocks them. */
export function useNotifications(): { isOn: boolean; isBlocked: boolean; change?: () => void } {
  const now = useSyncExternalStore<State>(subscribe, state, () => "none");
  const isOn = now === "on";
  const isBlocked = now === "blocked";
  return now === "on" || now === "off"
    ? { isOn, isBlocked, change: () => void turn(!isOn) }
    : { isOn, isBlocked };
}

/** Shows one notification for each new need. Tabs share it by its tag, so that it appears once. */
export function useNotifier(): void {
  const { isOn } = useNotifications();
  const needs = useNeeds();
  const isKnown = useNeedCount() !== undefined;
  const agents = useAgents().data;
  const seen = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    if (!isKnown) return;
    const fresh = unseen(seen.current, needs);
    seen.current = new Set(needs.map(({ key }) => key));
    if (isOn && document.hidden && !isNotified())
      for (const need of fresh) show(need, agents?.[need.agent]?.name);
  }, [needs, agents, isOn, isKnown]);
}

function show(need: Need, name: string | undefined): void {
  const { title, body } = toNotice(need, name ?? need.agent);
  const notification = new Notification(title, { body, tag: need.key });
  notification.addEventListener("click", () => {
    window.focus();
    openNeeds(need.key);
    notification.close();
  });
}
