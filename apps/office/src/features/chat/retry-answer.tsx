/** Runs a failed answer again, in a new conversation that opens here. */
"use client";
import { useRouter } from "next/navigation";
import { wordsOf } from "../../lib/api";
import { chatHref } from "../../lib/hrefs";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { useAct } from "../runs/queries";

export function RetryAnswer({ runId }: { runId: string }) {
  const router = useRouter();
  const act = useAct(runId);
  const command = `tinyagi retry ${runId}`;
  return (
    <>
      <Button
        size="s"
        disabled={act.isPending}
        title={command}
        onClick={() =>
          act.mutate({ kind: "retry" }, { onSuccess: (conversation) => router.push(chatHref(conversation)) })
        }
      >
        {words.chat.answer.retry}
      </Button>
      {act.error && (
        <span role="alert" className="text-12 text-failed">
          {wordsOf(act.error)}
        </span>
      )}
    </>
  );
}
