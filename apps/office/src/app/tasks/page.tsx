import { Suspense } from "react";
import { Tasks } from "../../features/tasks/tasks";

export default function TasksPage() {
  return (
    <Suspense>
      <Tasks />
    </Suspense>
  );
}
