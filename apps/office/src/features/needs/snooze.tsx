/** Puts a card off until later. */
"use client";
import { useNow } from "../../lib/clock";
import { clock, moment } from "../../lib/figures";
import { words } from "../../locale/words";
import { Menu, MenuItem } from "../../ui/menu";
import { showToast } from "../../ui/toasts";
import { laterTimes, snooze } from "./snoozes";

/** @param of - the key of the card */
export function Snooze({ of }: { of: string }) {
  const now = useNow();
  return (
    <Menu name={words.needs.later.title} icon="clock">
      {laterTimes(now).map(({ id, at }) => (
        <MenuItem key={id} onSelect={() => snoozeUntil(of, at)}>
          {words.needs.later[id](clock(at))}
        </MenuItem>
      ))}
      <p className="max-w-56 px-3 pt-1 pb-1.5 text-12 text-n-7">{words.needs.later.where}</p>
    </Menu>
  );
}

/** For an hour: what the key does. */
export function snoozeForAnHour(key: string): void {
  const [hour] = laterTimes(Date.now());
  if (hour !== undefined) snoozeUntil(key, hour.at);
}

function snoozeUntil(key: string, at: number): void {
  snooze(key, at);
  showToast(words.needs.later.done(moment(at)), undefined, () => snooze(key, 0));
}
