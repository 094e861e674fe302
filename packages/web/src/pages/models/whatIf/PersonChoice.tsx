import type { Model } from "@lepton/server";
import { Group, Select, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelPeople } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useWords } from "../useWords.ts";

const route = getRouteApi("/p/$project/models/$model");
const typical = "";
const listed = 100;

/** Whose features to begin with: those scored highest, anybody by id, or a typical person. */
export function PersonChoice({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const { id: project } = useProject();
  const { person } = route.useSearch();
  const navigate = route.useNavigate();
  const [search, setSearch] = useState("");
  const people = useModelPeople(project, model.id, { limit: listed });
  const scored = people.data?.items ?? [];
  const options = [
    { value: typical, label: t("whatIf.typical") },
    ...scored.map(({ personId, label, score }) => ({
      value: personId,
      label: `${label || personId} · ${words.score(score, model)}`,
    })),
  ];
  const typed = search.trim();
  const known = new Set(options.flatMap(({ value, label }) => [value, label]));
  if (person !== undefined && !known.has(person)) options.push({ value: person, label: person });
  if (typed !== "" && !known.has(typed) && typed !== person)
    options.push({ value: typed, label: t("whatIf.byId", { person: typed }) });
  return (
    <Group justify="space-between" gap="md">
      <Text size="sm" c="dimmed" maw={560}>
        {t("whatIf.lead")}
      </Text>
      <Select
        label={t("whatIf.person")}
        w={{ base: "100%", xs: 300 }}
        searchable
        data={options}
        value={person ?? typical}
        searchValue={search}
        onSearchChange={setSearch}
        onChange={(next) =>
          navigate({
            search: (now) => ({ ...now, person: next === typical ? undefined : (next ?? undefined) }),
          })
        }
      />
    </Group>
  );
}
