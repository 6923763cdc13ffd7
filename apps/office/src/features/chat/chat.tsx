/** Chat. Its question: what did they answer? The eye meets the newest answer. The address says which thread is open. */
"use client";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { words } from "../../locale/words";
import { Region } from "../../ui/region";
import { ConversationList } from "./conversation-list";
import { NewMessage } from "./new-message";
import { Thread } from "./thread";

export function Chat() {
  const params = useSearchParams();
  const id = params.get("id") ?? "";
  const to = params.get("to") ?? "";
  // The caret stays with who has just sent something.
  const [sent, setSent] = useState("");
  const isOpen = id !== "" || params.has("new");
  return (
    <div className="grid min-h-0 flex-1 lg:grid-cols-[288px_minmax(0,1fr)]">
      <div className={`min-h-0 ${isOpen ? "max-lg:hidden" : ""}`}>
        <Region name={words.chat.regions.list}>
          <ConversationList current={id} />
        </Region>
      </div>
      <section
        aria-label={words.chat.conversation}
        className={`flex min-h-0 min-w-0 flex-col border-n-3 lg:border-l ${isOpen ? "" : "max-lg:hidden"}`}
      >
        <Region key={id} name={words.chat.regions.thread}>
          {id === "" ? (
            <NewMessage key={to} to={to} isThread={params.get("new") === "thread"} onSent={setSent} />
          ) : (
            <Thread id={id} isSent={sent === id} onSent={setSent} />
          )}
        </Region>
      </section>
    </div>
  );
}
