/** Names in posts: `@agent`, `@team` and `#room`, as far as they exist. */
"use client";
import { useCallback } from "react";
import { useAgents, useTeams } from "../lib/queries";
import { Mention } from "./mention";
import { type IsName, mentionsIn } from "./mentions-in";

/** Every team has a room of its name. */
export function useNames(): IsName {
  const agents = useAgents().data;
  const teams = useTeams().data;
  return useCallback(
    (mark, id) =>
      Object.hasOwn(teams ?? {}, id) || (mark === "@" && (Object.hasOwn(agents ?? {}, id) || id === "user")),
    [agents, teams],
  );
}

/** A text with its names marked. */
export function Mentions({ text, isName }: { text: string; isName: IsName }) {
  return mentionsIn(text, isName).map(({ at, text: part, isMention }) =>
    isMention ? <Mention key={at}>{part}</Mention> : part,
  );
}
