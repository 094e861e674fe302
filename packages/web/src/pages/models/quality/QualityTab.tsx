import type { Model } from "@lepton/server";
import { Stack } from "@mantine/core";
import { Curves } from "./Curves.tsx";
import { Drivers } from "./Drivers.tsx";
import { Leaderboard } from "./Leaderboard.tsx";
import { Warnings } from "./Warnings.tsx";

/** How good the model is on people it has not seen, and what it goes by. */
export function QualityTab({ model }: { model: Model }) {
  return (
    <Stack gap="lg">
      <Warnings model={model} />
      <Leaderboard model={model} />
      <Drivers model={model} />
      <Curves model={model} />
    </Stack>
  );
}
