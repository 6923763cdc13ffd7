/** Times that lie ahead, in the reader's zone. */
"use client";
import { absolute, clock, dayWords } from "../../lib/figures";
import { startOfDay } from "../../lib/start-of-day";
import { words } from "../../locale/words";
import { isSentOnce, type Schedule } from "./schedule-state";
import { isOwnZone, ownZone } from "./zone";

const DAY_MS = 24 * 3_600_000;

/** `today at 16:00`, `tomorrow at 09:00`, `Mon, Nov 30 at 09:00`. */
export function dueWords(time: number): string {
  const at = clock(time);
  const today = startOfDay(Date.now());
  if (startOfDay(time) === today) return words.schedules.today(at);
  // A day of 23 or 25 hours is a day, too.
  if (startOfDay(today + 1.5 * DAY_MS) === startOfDay(time)) return words.schedules.tomorrow(at);
  const date = new Date(time);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return words.schedules.dayAt(dayWords(time, isThisYear ? "date" : "withYear"), at);
}

export function DueTime({ at, className }: { at: number; className?: string }) {
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={absolute(at)}
      className={className ?? "inline-block first-letter:uppercase"}
    >
      {dueWords(at)}
    </time>
  );
}

export function NextTime({ schedule }: { schedule: Schedule }) {
  if (isSentOnce(schedule)) return <span className="text-12 text-n-7">{words.schedules.states.sent}</span>;
  if (!schedule.enabled) return <span className="text-12 text-n-7">{words.schedules.turnedOff}</span>;
  if (schedule.nextRunAt === null) return <span className="text-12 text-n-7">{words.schedules.over}</span>;
  return (
    <span className="block whitespace-normal first-letter:uppercase">
      <DueTime at={schedule.nextRunAt} className="" />
      {/* Beside a time of another zone this one must say whose it is. */}
      {schedule.cron !== "" && !isOwnZone(schedule.zone) && (
        <span className="text-12 text-n-7">{words.schedules.yourTime}</span>
      )}
    </span>
  );
}

/** Times of a schedule whose clock is another than the reader's. */
export function InYourZone({ zone }: { zone: string }) {
  const own = ownZone();
  if (isOwnZone(zone, own)) return null;
  return <p className="pt-2 text-12 text-n-7">{words.schedules.inYourZone(own)}</p>;
}
