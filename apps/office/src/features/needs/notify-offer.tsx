/** Below what needs you: the switch of the browser's notifications. */
"use client";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { useNotifications } from "./notifications";

export function NotifyOffer() {
  const { isOn, isBlocked, change } = useNotifications();
  if (isBlocked)
    return (
      <p className="border-t border-n-4 px-4 py-3 text-12 text-n-7 md:px-5">{words.needs.notify.blocked}</p>
    );
  if (change === undefined) return null;
  return (
    <div className="flex items-center gap-3 border-t border-n-4 px-4 py-2.5 md:px-5">
      <p className="grow text-12 text-n-7">{isOn ? words.needs.notify.isOn : words.needs.notify.isOff}</p>
      <Button size="s" kind="bare" onClick={change}>
        {isOn ? words.needs.notify.turnOff : words.needs.notify.turnOn}
      </Button>
    </div>
  );
}
