import { Suspense } from "react";
import { Schedules } from "../../features/schedules/schedules";

export default function SchedulesPage() {
  return (
    <Suspense>
      <Schedules />
    </Suspense>
  );
}
