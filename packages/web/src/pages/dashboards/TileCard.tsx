import type { Dashboard, Insight, Tile } from "@lepton/server";
import { ActionIcon, Anchor, Box, Card, Group, Menu, Stack, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import {
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconChevronLeft,
  IconChevronRight,
  IconDots,
  IconExternalLink,
  IconGripVertical,
  IconPhoto,
  IconTable,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type DragEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useForecast } from "../../api/hooks/forecast.ts";
import { useQuestion } from "../../api/hooks/question.ts";
import { useProject } from "../../app/project.tsx";
import { toCsv } from "../../charts/csv.ts";
import { downloadPng, downloadText } from "../../charts/download.ts";
import { isEmptyResult, ResultView } from "../../charts/ResultView.tsx";
import type { Asked } from "../../charts/types.ts";
import { useTables } from "../../charts/useTables.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { TargetSentence } from "../insights/forecast/TargetSentence.tsx";
import { useForecastTable } from "../insights/forecast/useForecastTable.ts";
import { overlay } from "./overlay.ts";

export const rowHeight = 92;

/** What stands around a tile's picture: padding, name, and the figures and legends of its kind. */
const frame = 126;
const figures: Partial<Record<Asked["kind"], number>> = {
  survey: 116,
  pmfScore: 130,
  revenue: 72,
  growthAccounting: 72,
  lifecycle: 20,
  stickiness: 30,
  marketShare: 70,
};
const pictureHeight = (tile: Tile, kind: Asked["kind"]) =>
  Math.max(110, tile.h * rowHeight - frame - (figures[kind] ?? 0));

/** The sentence of a target under a picture. */
const targetHeight = 44;

export interface TileActions {
  move: (by: -1 | 1) => void;
  resize: (by: { w?: -1 | 1; h?: -1 | 1 }) => void;
  remove: () => void;
  drop: (dragged: string) => void;
}

interface TileCardProps {
  tile: Tile;
  insight: Insight | undefined;
  override: Dashboard["override"];
  isEditing: boolean;
  actions: TileActions;
}

/** One saved question on a dashboard, with its files and the way into the builder. */
export function TileCard({ tile, insight, override, isEditing, actions }: TileCardProps) {
  const { t } = useTranslation("dashboards");
  const { id: project, currency } = useProject();
  const card = useRef<HTMLDivElement>(null);
  const { ref: body, height } = useElementSize();
  const question = insight ? overlay(insight.question as Asked, override) : null;
  const query = useQuestion(project, question, { keepPrevious: true });
  const spec = (question?.kind === "trends" ? insight?.forecast : null) ?? null;
  const coming = useForecast(
    project,
    query.data && !isEmptyResult(query.data.result) && spec ? question : null,
    spec,
  );
  const forecastTable = useForecastTable(coming.data);
  const told = useTables(query.data?.result, question ?? { kind: "marketShare" });
  const files = [told[0], forecastTable].flatMap((table) => (table ? [table] : []));
  const drawn = useMemo(
    () => (coming.data ? { reply: coming.data, withRehearsals: false } : undefined),
    [coming.data],
  );
  const hasTarget = coming.data !== undefined && spec?.target !== undefined;
  const name = insight?.name ?? tile.text ?? t("tile.gone");
  const drag = isEditing
    ? {
        draggable: true,
        onDragStart: (event: DragEvent) => event.dataTransfer.setData("text/plain", tile.id),
        onDragOver: (event: DragEvent) => event.preventDefault(),
        onDrop: (event: DragEvent) => {
          event.preventDefault();
          actions.drop(event.dataTransfer.getData("text/plain"));
        },
      }
    : {};
  return (
    <Card ref={card} p="md" h="100%" style={{ overflow: "hidden" }} {...drag}>
      <Stack gap="xs" h="100%">
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Group gap={4} wrap="nowrap" miw={0}>
            {isEditing && <IconGripVertical size={16} aria-hidden style={{ cursor: "grab", flex: "none" }} />}
            <Text fw={600} size="sm" truncate title={name}>
              {insight ? (
                <Anchor
                  inherit
                  c="inherit"
                  renderRoot={(props) => (
                    <Link
                      to="/p/$project/insights/$insight"
                      params={{ project, insight: insight.id }}
                      {...props}
                    />
                  )}
                >
                  {name}
                </Anchor>
              ) : (
                name
              )}
            </Text>
          </Group>
          <Group gap={0} wrap="nowrap" data-no-picture>
            {isEditing && <EditButtons name={name} actions={actions} />}
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t("tile.actions", { name })}>
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {insight && (
                  <Menu.Item
                    leftSection={<IconExternalLink size={15} />}
                    renderRoot={(props) => (
                      <Link
                        to="/p/$project/insights/$insight"
                        params={{ project, insight: insight.id }}
                        {...props}
                      />
                    )}
                  >
                    {t("tile.open")}
                  </Menu.Item>
                )}
                <Menu.Item
                  leftSection={<IconPhoto size={15} />}
                  onClick={() => card.current && void downloadPng(name, card.current)}
                >
                  {t("tile.png")}
                </Menu.Item>
                {files.map((table) => (
                  <Menu.Item
                    key={table.key}
                    leftSection={<IconTable size={15} />}
                    onClick={() =>
                      downloadText(
                        table.key === "forecast" ? `${name} ${table.title}` : name,
                        "csv",
                        toCsv(
                          table.columns,
                          table.rows.map((row) => row.map(({ value }) => value)),
                        ),
                      )
                    }
                  >
                    {table.key === "forecast" ? `${t("tile.csv")} · ${table.title}` : t("tile.csv")}
                  </Menu.Item>
                ))}
                {isEditing && (
                  <>
                    <Menu.Item onClick={() => actions.resize({ h: 1 })}>{t("tile.taller")}</Menu.Item>
                    <Menu.Item onClick={() => actions.resize({ h: -1 })}>{t("tile.shorter")}</Menu.Item>
                  </>
                )}
                {isEditing && (
                  <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={actions.remove}>
                    {t("tile.remove")}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
        <Box ref={body} flex={1} mih={0} style={{ overflow: "auto" }}>
          {!insight ? (
            <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
              {tile.text ?? t("tile.goneText")}
            </Text>
          ) : query.isError ? (
            <ErrorState error={query.error} onRetry={() => query.refetch()} compact />
          ) : !query.data || !question ? (
            <SkeletonCard height={Math.max(120, height - 10)} />
          ) : isEmptyResult(query.data.result) ? (
            <Text size="sm" c="dimmed" ta="center" pt="xl">
              {t("tile.nothing")}
            </Text>
          ) : (
            <>
              <ResultView
                compact
                result={query.data.result}
                question={question}
                timezone={query.data.timezone}
                currency={currency}
                height={pictureHeight(tile, question.kind) - (hasTarget ? targetHeight : 0)}
                forecast={drawn}
              />
              {coming.data && <TargetSentence reply={coming.data} compact />}
            </>
          )}
        </Box>
      </Stack>
    </Card>
  );
}

function EditButtons({ name, actions }: { name: string; actions: TileActions }) {
  const { t } = useTranslation("dashboards");
  const buttons = [
    { key: "before", icon: IconChevronLeft, act: () => actions.move(-1) },
    { key: "after", icon: IconChevronRight, act: () => actions.move(1) },
    { key: "narrower", icon: IconArrowsDiagonalMinimize2, act: () => actions.resize({ w: -1 }) },
    { key: "wider", icon: IconArrowsDiagonal, act: () => actions.resize({ w: 1 }) },
  ] as const;
  return buttons.map(({ key, icon: Icon, act }) => (
    <ActionIcon
      key={key}
      variant="subtle"
      color="gray"
      onClick={act}
      aria-label={t(`tile.${key}`, { name })}
      title={t(`tile.${key}`, { name })}
    >
      <Icon size={15} />
    </ActionIcon>
  ));
}
