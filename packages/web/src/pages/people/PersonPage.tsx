import { Anchor, Breadcrumbs, SimpleGrid, Stack, Text } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePerson } from "../../api/hooks/people.ts";
import { useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { Profile } from "./Profile.tsx";
import classes from "./people.module.css";
import { Predictions } from "./predictions/Predictions.tsx";
import { Timeline } from "./Timeline.tsx";

const route = getRouteApi("/p/$project/people/$person");

/** One person: who, since when, what they did. */
export function PersonPage() {
  const { t } = useTranslation("people");
  const { id: project } = useProject();
  const { person: id } = route.useParams();
  const person = usePerson(project, id);
  return (
    <Stack gap="md">
      <Breadcrumbs>
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/p/$project/people" params={{ project }} {...props} />}
        >
          {t("title")}
        </Anchor>
        <Text size="sm" c="dimmed" truncate maw={360}>
          {person.data?.label || id}
        </Text>
      </Breadcrumbs>
      {person.isError ? (
        <ErrorState error={person.error} onRetry={person.refetch} />
      ) : person.isPending ? (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <SkeletonCard height={360} lines={6} />
          <SkeletonCard height={360} lines={8} />
        </SimpleGrid>
      ) : (
        <div className={classes.person}>
          <Profile person={person.data} />
          <Stack gap="md" miw={0}>
            <Predictions person={person.data.personId} />
            <Timeline person={person.data} />
          </Stack>
        </div>
      )}
    </Stack>
  );
}
