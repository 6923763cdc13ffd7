import { Suspense } from "react";
import { Rooms } from "../../features/rooms/rooms";

export default function RoomsPage() {
  return (
    <Suspense>
      <Rooms />
    </Suspense>
  );
}
