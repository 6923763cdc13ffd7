/** Below what needs you: the switch of the browser's notifications. */
"use client";
import { Button } from "../../ui/button";
import { useNotifications } from "./notifications";

export function NotifyOffer() {
  const { isOn, isBlocked, change } = useNotifications();
  if (isBlocked)
    return (
      <p className="border-t border-n-4 px-4 py-3 text-12 text-n-7 md:px-5">
        Your browser blocks notifications of this page. Allow them in the settings of the site.
      </p>
    );
  if (change === undefined) return null;
  return (
    <div className="flex items-center gap-3 border-t border-n-4 px-4 py-2.5 md:px-5">
      <p className="grow text-12 text-n-7">
        {isOn
          ? "You are notified while this page is out of sight."
          : "Get notified while this page is out of sight."}
      </p>
      <Button size="s" kind="bare" onClick={change}>
        {isOn ? "Turn off" : "Notify me"}
      </Button>
    </div>
  );
}
