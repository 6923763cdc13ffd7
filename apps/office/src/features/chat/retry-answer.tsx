/** Runs a failed answer again, in a new conversation that opens here. */
"use client";
import { useRouter } from "next/navigation";
import { wordsOf } from "../../lib/api";
import { Button } from "../../ui/button";
import { useAct } from "../runs/queries";

export function RetryAnswer({ runId }: { runId: string }) {
  const router = useRouter();
  const act = useAct(runId);
  return (
    <>
      <Button
        size="s"
        disabled={act.isPending}
        title={`tinyagi retry ${runId}`}
        onClick={() =>
          act.mutate(
            { kind: "retry" },
            { onSuccess: (conversation) => router.push(`/chat?id=${conversation}`) },
          )
        }
      >
        Retry
      </Button>
      {act.error && (
        <span role="alert" className="text-12 text-failed">
          {wordsOf(act.error)}
        </span>
      )}
    </>
  );
}
