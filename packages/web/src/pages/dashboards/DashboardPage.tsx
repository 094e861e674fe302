import type { Dashboard, Tile } from "@lepton/server";
import { Box, Button, Card, Group, Menu, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import {
  IconCheck,
  IconDots,
  IconEdit,
  IconLayoutDashboard,
  IconPlus,
  IconTextPlus,
  IconTrash,
  IconX,
} from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { dashboards, insights } from "../../api/hooks/saved.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { DateRangePicker } from "../../parts/DateRangePicker.tsx";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { rememberView } from "../home/recent.ts";
import { dropTile, flow, moveTile, placeTile, resizeTile, settle } from "./grid.ts";
import { rowHeight, TileCard } from "./TileCard.tsx";

const route = getRouteApi("/p/$project/dashboards/$dashboard");

export function DashboardPage() {
  const { dashboard } = route.useParams();
  const { id: project } = useProject();
  const query = dashboards.useOne(project, dashboard);
  if (query.isPending) return <SkeletonCard height={420} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  return <Board key={query.data.id} dashboard={query.data} />;
}

function Board({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation("dashboards");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const update = dashboards.useUpdate(project);
  const isNarrow = useMediaQuery("(max-width: 62em)");
  const saved = insights.useList(project).data?.items ?? [];
  const isEditing = canEdit && search.edit === true;
  const override = search.from
    ? { ...dashboard.override, from: search.from, to: search.to ?? null }
    : dashboard.override;
  const tiles = settle(dashboard.tiles);
  const keep = (next: Tile[]) => update.mutate({ id: dashboard.id, tiles: next });
  useEffect(
    () => rememberView(project, { kind: "dashboard", id: dashboard.id, name: dashboard.name }),
    [project, dashboard.id, dashboard.name],
  );
  const setOverride = (range: { from: string; to: string | null } | null) =>
    navigate({
      search: {
        ...(search.edit ? { edit: true } : {}),
        ...(range ? { from: range.from, ...(range.to ? { to: range.to } : {}) } : {}),
      },
    });
  return (
    <>
      <PageHeader
        title={dashboard.name}
        subtitle={dashboard.description || t("tiles", { count: tiles.length })}
        actions={
          <>
            <Group gap={4} wrap="nowrap">
              <DateRangePicker
                value={override.from ? { from: override.from, to: override.to } : {}}
                onChange={setOverride}
                emptyLabel={override.from ? undefined : t("dates.own")}
              />
              {search.from && (
                <Button
                  variant="subtle"
                  color="gray"
                  px={8}
                  onClick={() => setOverride(null)}
                  aria-label={t("dates.clear")}
                >
                  <IconX size={16} />
                </Button>
              )}
            </Group>
            {canEdit && (
              <Button
                variant={isEditing ? "filled" : "default"}
                leftSection={
                  isEditing ? <IconCheck size={16} aria-hidden /> : <IconEdit size={16} aria-hidden />
                }
                onClick={() =>
                  navigate({ search: ({ edit: _, ...rest }) => (isEditing ? rest : { ...rest, edit: true }) })
                }
              >
                {t(isEditing ? "edit.done" : "edit.start")}
              </Button>
            )}
            {canEdit && <BoardMenu dashboard={dashboard} />}
          </>
        }
      />
      {update.isError && <ErrorState error={update.error} compact />}
      {isEditing && (
        <AddTile
          saved={saved.map(({ id, name }) => ({ id, name }))}
          onInsight={(id) => keep([...tiles, placeTile(tiles, id)])}
          onText={(text) => keep([...tiles, placeTile(tiles, null, text)])}
        />
      )}
      {tiles.length === 0 ? (
        <Card>
          <EmptyState
            icon={IconLayoutDashboard}
            title={t("empty.title")}
            actions={
              <Button
                renderRoot={(props) => <Link to="/p/$project/insights" params={{ project }} {...props} />}
              >
                {t("empty.ask")}
              </Button>
            }
          >
            {t("empty.text")}
          </EmptyState>
        </Card>
      ) : (
        <Box
          style={{
            display: "grid",
            gap: 14,
            gridTemplateColumns: isNarrow ? "minmax(0, 1fr)" : "repeat(12, minmax(0, 1fr))",
            gridAutoRows: isNarrow ? "auto" : rowHeight - 14,
          }}
        >
          {tiles.map((tile) => (
            <Box
              key={tile.id}
              style={
                isNarrow
                  ? { minHeight: tile.h * rowHeight }
                  : {
                      gridColumn: `${tile.x + 1} / span ${tile.w}`,
                      gridRow: `${tile.y + 1} / span ${tile.h}`,
                    }
              }
            >
              <TileCard
                tile={tile}
                insight={saved.find(({ id }) => id === tile.insightId)}
                override={override}
                isEditing={isEditing}
                actions={{
                  move: (by) => keep(moveTile(tiles, tile.id, by)),
                  resize: (by) => keep(resizeTile(tiles, tile.id, by)),
                  remove: () => keep(flow(tiles.filter(({ id }) => id !== tile.id))),
                  drop: (dragged) => keep(dropTile(tiles, dragged, tile.id)),
                }}
              />
            </Box>
          ))}
        </Box>
      )}
    </>
  );
}

interface AddTileProps {
  saved: { id: string; name: string }[];
  onInsight: (id: string) => void;
  onText: (text: string) => void;
}

function AddTile({ saved, onInsight, onText }: AddTileProps) {
  const { t } = useTranslation("dashboards");
  const [text, setText] = useState("");
  return (
    <Group mb="md" gap="xs">
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="light"
            leftSection={<IconPlus size={16} aria-hidden />}
            disabled={saved.length === 0}
          >
            {t("edit.addInsight")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          {saved.map(({ id, name }) => (
            <Menu.Item key={id} onClick={() => onInsight(id)}>
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onText(text);
          setText("");
        }}
      >
        <Group gap={4}>
          <TextInput
            aria-label={t("edit.text")}
            placeholder={t("edit.text")}
            value={text}
            maxLength={5000}
            required
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button type="submit" variant="default" leftSection={<IconTextPlus size={16} aria-hidden />}>
            {t("edit.addText")}
          </Button>
        </Group>
      </form>
      <Text size="sm" c="dimmed">
        {t("edit.hint")}
      </Text>
    </Group>
  );
}

function BoardMenu({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation("dashboards");
  const { id: project } = useProject();
  const navigate = useNavigate();
  const update = dashboards.useUpdate(project);
  const remove = dashboards.useRemove(project);
  const [naming, name] = useDisclosure(false);
  const [removing, ask] = useDisclosure(false);
  const [draft, setDraft] = useState(dashboard.name);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={9} aria-label={t("menu.label")}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEdit size={15} />} onClick={name.open}>
            {t("menu.rename")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={ask.open}>
            {t("menu.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={naming}
        onClose={name.close}
        title={t("menu.rename")}
        closeButtonProps={{ "aria-label": t("parts:close") }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            update.mutate({ id: dashboard.id, name: draft }, { onSuccess: name.close });
          }}
        >
          <Stack>
            <TextInput
              data-autofocus
              aria-label={t("menu.name")}
              value={draft}
              required
              maxLength={200}
              onChange={({ currentTarget }) => setDraft(currentTarget.value)}
            />
            {update.isError && <ErrorState error={update.error} compact />}
            <Button type="submit" loading={update.isPending}>
              {t("menu.rename")}
            </Button>
          </Stack>
        </form>
      </Modal>
      <ConfirmModal
        opened={removing}
        title={t("menu.deleteTitle", { name: dashboard.name })}
        confirm={t("menu.delete")}
        pending={remove.isPending}
        error={remove.error}
        onClose={ask.close}
        onConfirm={() =>
          remove.mutate(dashboard.id, {
            onSuccess: () => navigate({ to: "/p/$project/dashboards", params: { project } }),
          })
        }
      >
        {t("menu.deleteText")}
      </ConfirmModal>
    </>
  );
}
