/** What the stream is doing. Nothing is hidden: old data is called old. */
"use client";
import { absolute } from "../../lib/figures";
import { getOldestCached } from "../../lib/offline";
import type { Connection } from "../../lib/stream/leader";
import { lastNews } from "../../lib/stream/use-stream";
import { words } from "../../locale/words";

export function ConnectionMark({ connection }: { connection: Connection }) {
  const colour = connection === "live" ? "bg-done" : connection === "lost" ? "bg-failed" : "bg-n-5";
  return (
    <span className="flex items-center gap-2 text-12 text-n-7">
      <i className={`size-1.5 ${colour}`} aria-hidden="true" />
      <span className="md:max-lg:sr-only">{words.shell.connection[connection]}</span>
    </span>
  );
}

export function ConnectionBanner({ connection }: { connection: Connection }) {
  if (connection !== "lost") return null;
  const { away } = words.shell;
  const since = lastNews() || (getOldestCached() ?? 0);
  return (
    <p role="status" className="flex-none bg-waiting-soft px-4 py-2 text-13 text-n-10 md:px-8">
      <b className="font-semibold">{away.title}</b> {since === 0 ? away.mayBeOld : away.from(absolute(since))}{" "}
      {away.reconnects} <code>tinyagi start</code>
    </p>
  );
}
