/** A provider for which messages wait until a person acts: why, and what helps. */
"use client";
import type { ProviderWait } from "@tinyagi/views";
import { Terminal } from "../../ui/terminal";
import { useLook } from "./card-look";
import { ProviderActs } from "./provider-acts";
import { toHeld } from "./waits";

export function HeldCard({ wait }: { wait: ProviderWait }) {
  const isCompact = useLook() === "compact";
  const { title, text, commands } = toHeld(wait);
  return (
    <>
      <p className={`mt-1 text-14 font-medium break-words text-n-10 ${isCompact ? "line-clamp-1" : ""}`}>
        {title}
      </p>
      <p className={`mt-0.5 text-12 break-words text-n-7 ${isCompact ? "line-clamp-1" : ""}`}>{text}</p>
      <ProviderActs provider={wait.pause.provider} place={wait.pause.place} />
      {!isCompact && commands.length > 0 && <Terminal commands={commands} />}
    </>
  );
}
