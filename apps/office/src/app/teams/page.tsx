import { Suspense } from "react";
import { Teams } from "../../features/teams/teams";

export default function TeamsPage() {
  return (
    <Suspense>
      <Teams />
    </Suspense>
  );
}
