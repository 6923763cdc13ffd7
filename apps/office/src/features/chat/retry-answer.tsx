/** Runs a failed answer again, in a new conversation that opens here. Of a sub-agent, it and what depends on it. */
"use client";
import { useRouter } from "next/navigation";
import { toWords } from "../../lib/api";
import { chatHref } from "../../lib/hrefs";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { useAct } from "../runs/queries";

export function RetryAnswer({ runId, node }: { runId: string; node: string | undefined }) {
  const router = useRouter();
  const act = useAct(runId);
  const command = `tinyagi retry ${runId}${node === undefined ? "" : ` --from ${node}`}`;
  return (
    <>
      <Button
        size="s"
        disabled={act.isPending}
        title={command}
        onClick={() =>
          act.mutate(
            { kind: "retry", from: node },
            { onSuccess: ({ conversation = "" }) => router.push(chatHref(conversation)) },
          )
        }
      >
        {words.chat.answer.retry}
      </Button>
      {act.error && (
        <span role="alert" className="text-12 text-failed">
          {toWords(act.error)}
        </span>
      )}
    </>
  );
}
