import { Button, CloseButton, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilter, IconSearch, IconUsers } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePeople } from "../../api/hooks/people.ts";
import { useProject } from "../../app/project.tsx";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { FilterEditor } from "../../parts/filter/FilterEditor.tsx";
import { countFilters } from "../../parts/filter/rules.ts";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { PeopleTable } from "./PeopleTable.tsx";

const route = getRouteApi("/p/$project/people");
const typingMs = 250;

/** Everyone who used the product: find a person, or narrow the list down. */
export function PeoplePage() {
  const { t } = useTranslation("people");
  const { id: project } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(search.q ?? "");
  const [isFilterOpen, setFilterOpen] = useState(search.filter !== undefined);
  const find = useDebouncedCallback(
    (q: string) => navigate({ search: { ...search, q: q || undefined }, replace: true }),
    typingMs,
  );
  const clear = () => {
    setTyped("");
    find("");
    find.flush();
  };
  const people = usePeople(project, { search: search.q ?? "", filter: search.filter ?? null });
  const rows = people.data?.pages.flatMap((page) => page.items) ?? [];
  const total = people.data?.pages[0]?.total ?? null;
  const count = total ?? rows.length;
  const isOpenEnded = total === null && people.hasNextPage;
  const isNarrowed = search.q !== undefined || search.filter !== undefined;
  const filters = countFilters(search.filter);

  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={
          <span role="status">
            {!people.data
              ? t("lead")
              : isOpenEnded
                ? t("first", { count })
                : t(isNarrowed ? "found" : "total", { count })}
          </span>
        }
      />
      <Stack gap="sm">
        <Group gap="sm">
          <TextInput
            flex={1}
            miw={220}
            leftSection={<IconSearch size={16} aria-hidden />}
            placeholder={t("search")}
            aria-label={t("search")}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              find(event.currentTarget.value.trim());
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape" && typed !== "") clear();
              if (event.key === "Enter") find.flush();
            }}
            rightSection={
              typed !== "" && <CloseButton size="sm" aria-label={t("clearSearch")} onClick={clear} />
            }
          />
          <Button
            variant={filters > 0 ? "light" : "default"}
            leftSection={<IconFilter size={16} />}
            aria-expanded={isFilterOpen}
            onClick={() => setFilterOpen(!isFilterOpen)}
          >
            {t("filter", { count: filters })}
          </Button>
        </Group>
        {isFilterOpen && (
          <Paper p="md">
            <FilterEditor
              peopleOnly
              value={search.filter}
              onChange={(filter) => navigate({ search: { ...search, filter }, replace: true })}
            />
          </Paper>
        )}
        {people.isError ? (
          <ErrorState error={people.error} onRetry={people.refetch} />
        ) : people.isPending ? (
          <SkeletonCard height={420} lines={8} />
        ) : rows.length === 0 ? (
          <Paper>
            <EmptyState
              icon={IconUsers}
              title={t(isNarrowed ? "none.title" : "empty.title")}
              actions={
                isNarrowed ? (
                  <Button
                    variant="default"
                    onClick={() => {
                      setTyped("");
                      void navigate({ search: {} });
                    }}
                  >
                    {t("none.clear")}
                  </Button>
                ) : (
                  <Button
                    renderRoot={(props) => (
                      <Link
                        to="/p/$project/data"
                        params={{ project }}
                        search={{ tab: "connect" }}
                        {...props}
                      />
                    )}
                  >
                    {t("empty.connect")}
                  </Button>
                )
              }
            >
              {search.q !== undefined && search.filter === undefined
                ? t("none.search", { text: search.q })
                : t(isNarrowed ? "none.text" : "empty.text")}
            </EmptyState>
          </Paper>
        ) : (
          <>
            <PeopleTable rows={rows} isStale={people.isPlaceholderData} />
            {people.hasNextPage && (
              <Group justify="center" gap="sm">
                <Button
                  variant="default"
                  loading={people.isFetchingNextPage}
                  onClick={() => people.fetchNextPage()}
                >
                  {t("more")}
                </Button>
                {total !== null && (
                  <Text size="sm" c="dimmed">
                    {t("shown", { count: rows.length, total })}
                  </Text>
                )}
              </Group>
            )}
          </>
        )}
      </Stack>
    </>
  );
}
