import { Suspense } from "react";
import { Spend } from "../../features/spend/spend";

export default function SpendPage() {
  return (
    <Suspense>
      <Spend />
    </Suspense>
  );
}
