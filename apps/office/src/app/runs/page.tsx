import { Suspense } from "react";
import { Runs } from "../../features/runs/runs";

export default function RunsPage() {
  return (
    <Suspense>
      <Runs />
    </Suspense>
  );
}
