import type { RecipeProposal } from "@lepton/server";
import { Alert, Anchor, Button, Group, Input, NumberInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconInfoCircle, IconPlayerPlay } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTrain } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { useServerText } from "../../../i18n/useServerText.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { EventPicker } from "../../../parts/EventPicker.tsx";
import { Advanced } from "./Advanced.tsx";
import { longestHorizon } from "./cutoffs.ts";
import { formOf, problemsOf, requestOf, type TrainForm } from "./form.ts";
import { Timeline } from "./Timeline.tsx";

/** The question in two fields, how the past answers it as a picture, the rest folded. */
export function TrainFields({ proposal, onClose }: { proposal: RecipeProposal; onClose: () => void }) {
  const { t } = useTranslation(["models", "parts"]);
  const format = useFormat();
  const told = useServerText();
  const { id: project } = useProject();
  const train = useTrain(project);
  const [form, setForm] = useState<TrainForm>(() => formOf(proposal));
  const set = (part: Partial<TrainForm>) => setForm((now) => ({ ...now, ...part }));
  const { id, recipe, basis } = proposal;
  const problem = proposal.problem && told.problem(proposal.problem);
  const request = problemsOf(id, form).length === 0 ? requestOf(id, recipe, form) : null;
  // What is missing can be chosen here for a goal; where money lies only the settings can say.
  const canAsk = recipe !== null || id !== "lifetime-value";
  const span = basis.spanDays;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (request) train.mutate(request, { onSuccess: onClose });
      }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t(`recipe.${id}.text`)}
        </Text>
        {problem && (
          <Alert color="honey" icon={<IconInfoCircle size={18} aria-hidden />} title={problem.problem}>
            <Text size="sm">
              {problem.next}{" "}
              <Anchor
                size="sm"
                renderRoot={(props) => <Link to="/p/$project/settings" params={{ project }} {...props} />}
              >
                {t("train.settings")}
              </Anchor>
            </Text>
          </Alert>
        )}
        {canAsk && (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Input.Wrapper label={t(`train.event.${id}`)} labelElement="div">
                <EventPicker
                  value={form.event}
                  withAny={id === "churn"}
                  label={t(`train.event.${id}`)}
                  onChange={(event) => set({ event })}
                />
              </Input.Wrapper>
              <NumberInput
                label={t("train.horizon")}
                description={basisText(proposal, t, format.number)}
                inputWrapperOrder={["label", "input", "description"]}
                suffix={t("train.daysSuffix")}
                min={1}
                max={span === undefined ? 730 : Math.min(730, longestHorizon(span))}
                clampBehavior="blur"
                allowDecimal={false}
                required
                withAsterisk={false}
                value={form.horizonDays}
                onChange={(value) => typeof value === "number" && set({ horizonDays: value })}
              />
            </SimpleGrid>
            {span !== undefined && (
              <Timeline
                spanDays={span}
                horizonDays={form.horizonDays}
                count={form.cutoffs}
                everyDays={recipe?.cutoffs.everyDays ?? null}
              />
            )}
            <Advanced form={form} onChange={set} />
          </>
        )}
        {train.isError && <ErrorState error={train.error} />}
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="dimmed">
            {canAsk && t("train.takes", { time: format.duration(form.budgetSeconds) })}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("parts:cancel")}
            </Button>
            {canAsk && (
              <Button
                type="submit"
                loading={train.isPending}
                disabled={request === null}
                leftSection={<IconPlayerPlay size={16} aria-hidden />}
              >
                {t("train.start")}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

/** The fact of the data that the horizon rests on; where the history is too short for it, that is told. */
function basisText(
  { basis, recipe }: RecipeProposal,
  t: TFunction<["models", "parts"]>,
  number: (value: number, digits?: number) => string,
): string | undefined {
  for (const key of ["gapDays90", "daysToGoal75"]) {
    const days = basis[key];
    if (days === undefined) continue;
    const isCapped = recipe !== null && days > recipe.horizonDays;
    return t(isCapped ? `train.basis.${key}Capped` : `train.basis.${key}`, { days: number(days, 0) });
  }
  return undefined;
}
