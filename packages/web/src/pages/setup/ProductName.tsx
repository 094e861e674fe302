import type { Project } from "@lepton/server";
import { Group, Text, TextInput } from "@mantine/core";
import { IconCheck, IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUpdateProject } from "../../api/hooks/members.ts";
import { useServerText } from "../../i18n/useServerText.ts";

/** The product's name in a line of prose: it stands in surveys and titles. Saved when one leaves the field. */
export function ProductName({ project }: { project: Project }) {
  const { t } = useTranslation("setup");
  const told = useServerText();
  const update = useUpdateProject(project.id);
  const [name, setName] = useState(project.name);
  const save = () => {
    const trimmed = name.trim();
    if (trimmed === "" || trimmed === project.name) setName(project.name);
    else update.mutate({ name: trimmed });
  };
  return (
    <Group gap={8}>
      <Text component="label" htmlFor="product-name">
        {t("data.nameLabel")}
      </Text>
      <TextInput
        id="product-name"
        size="xs"
        w={200}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        error={update.error && told.failure(update.error)}
        rightSection={
          update.isSuccess ? <IconCheck size={14} aria-hidden /> : <IconPencil size={14} aria-hidden />
        }
      />
    </Group>
  );
}
