/** Stops what works in one conversation, after it asked. */
"use client";
import { useState } from "react";
import { toTitle } from "../../lib/format/title";
import type { ConversationDetail } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { StopDialog } from "./stop-dialog";
import type { Turn } from "./turns";

export function StopButton(props: { conversation: ConversationDetail; turns: readonly Turn[] }) {
  const { conversation, turns } = props;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      {conversation.status === "open" && (
        <Button size="s" onClick={() => setAsking(true)}>
          <Icon name="stop" size={14} />
          {words.chat.thread.stop}
        </Button>
      )}
      {isAsking && (
        <StopDialog
          conversation={conversation.id}
          title={toTitle(conversation)}
          working={turns.filter(({ finishedAt }) => finishedAt === null).length}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
