/** Puts a card off until later. */
"use client";
import { useNow } from "../../lib/clock";
import { clock, moment } from "../../lib/figures";
import { words } from "../../locale/words";
import { Menu, MenuItem } from "../../ui/menu";
import { showToast } from "../../ui/toasts";
import { growthOf, type Item } from "./needs";
import { laterTimes, snooze } from "./snoozes";

export function Snooze({ of }: { of: Item }) {
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
export function snoozeForAnHour(items: readonly Item[], key: string): void {
  const item = items.find((one) => one.key === key);
  const [hour] = laterTimes(Date.now());
  if (item !== undefined && hour !== undefined) snoozeUntil(item, hour.at);
}

export function wake({ key }: Item): void {
  snooze({ key, growth: [] }, 0);
}

function snoozeUntil(item: Item, at: number): void {
  snooze({ key: item.key, growth: growthOf(item) }, at);
  showToast(words.needs.later.done(moment(at)), undefined, () => wake(item));
}
