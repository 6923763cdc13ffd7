import { Suspense } from "react";
import { Agents } from "../../features/agents/agents";

export default function AgentsPage() {
  return (
    <Suspense>
      <Agents />
    </Suspense>
  );
}
