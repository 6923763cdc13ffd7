import { Suspense } from "react";
import { Queue } from "../../features/queue/queue";

export default function QueuePage() {
  return (
    <Suspense>
      <Queue />
    </Suspense>
  );
}
