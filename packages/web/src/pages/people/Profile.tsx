import type { Person } from "@lepton/server";
import { Badge, Card, Code, Divider, Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { PersonMark } from "./PersonMark.tsx";
import classes from "./people.module.css";
import { shortValue, sortedProperties } from "./timeline.ts";

/** Who this is: name, first and last seen, properties, all ids that were joined. */
export function Profile({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const { timezone } = useProject();
  const name = person.label || person.personId;
  useDocumentTitle(`${name} · Lepton`);
  const properties = sortedProperties(person.properties);
  return (
    <Card>
      <Stack gap="md">
        <Group wrap="nowrap" align="center">
          <PersonMark id={person.personId} label={person.label} size={48} />
          <div style={{ minWidth: 0 }}>
            <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
              {name}
            </Title>
            <Badge color={person.identified ? "pine" : "gray"} size="sm">
              {t(person.identified ? "identified" : "anonymous")}
            </Badge>
          </div>
        </Group>
        <dl className={classes.facts}>
          <dt>{t("events")}</dt>
          <dd>{format.number(person.eventCount)}</dd>
          <dt>{t("column.firstSeen")}</dt>
          <dd>{format.instant(person.firstSeen, timezone)}</dd>
          <dt>{t("column.lastSeen")}</dt>
          <dd>{format.instant(person.lastSeen, timezone)}</dd>
        </dl>
        <Divider />
        <section aria-labelledby="person-properties">
          <Title order={2} size="h4" mb="xs" id="person-properties">
            {t("column.properties")}
          </Title>
          {properties.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("noProperties")}
            </Text>
          ) : (
            <dl className={classes.facts}>
              {properties.map(([key, value]) => (
                <Property key={key} name={key} value={shortValue(value, 300)} />
              ))}
            </dl>
          )}
        </section>
        <Divider />
        <section aria-labelledby="person-ids">
          <Title order={2} size="h4" id="person-ids">
            {t("ids", { count: person.distinctIds.length })}
          </Title>
          <Text size="xs" c="dimmed" mb={6}>
            {t(person.distinctIds.length > 1 ? "idsMerged" : "idsOne")}
          </Text>
          <Stack gap={4} align="flex-start">
            {person.distinctIds.map((id) => (
              <Code key={id} style={{ overflowWrap: "anywhere" }}>
                {id}
              </Code>
            ))}
          </Stack>
        </section>
      </Stack>
    </Card>
  );
}

function Property({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
