import { Suspense } from "react";
import { Logs } from "../../features/logs/logs";

export default function LogsPage() {
  return (
    <Suspense>
      <Logs />
    </Suspense>
  );
}
