import type { ReadyRecipe } from "@lepton/server";
import { Button, Card, SimpleGrid, Text } from "@mantine/core";
import { IconCoin, IconDoorExit, IconTargetArrow } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useRecipes } from "../../api/hooks/models.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useServerText } from "../../i18n/useServerText.ts";
import classes from "./models.module.css";
import { readyRecipes } from "./search.ts";

const icons = { churn: IconDoorExit, conversion: IconTargetArrow, "lifetime-value": IconCoin } as const;

/** Ready questions about the future; one click trains. */
export function RecipeCards() {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      {readyRecipes.map((id) => (
        <RecipeCard key={id} id={id} />
      ))}
    </SimpleGrid>
  );
}

function RecipeCard({ id }: { id: ReadyRecipe }) {
  const { t } = useTranslation("models");
  const told = useServerText();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const recipes = useRecipes(project, canEdit);
  const proposal = recipes.data?.items.find((it) => it.id === id);
  const Icon = icons[id];
  return (
    <Card component="article" aria-labelledby={`recipe-${id}`}>
      <Icon size={26} stroke={1.6} aria-hidden color="var(--mantine-color-anchor)" />
      <Text fw={650} mt="sm" component="h3" id={`recipe-${id}`} my={0}>
        {t(`recipe.${id}.name`)}
      </Text>
      <Text size="sm" c="dimmed" mt={4} mb="md">
        {t(`recipe.${id}.text`)}
      </Text>
      <div className={classes.cardEnd}>
        {proposal?.problem && (
          <Text size="xs" c="dimmed" mb="xs">
            {told.problem(proposal.problem).problem}
          </Text>
        )}
        {canEdit ? (
          <Button
            variant={proposal?.problem ? "default" : "light"}
            aria-label={t(proposal?.problem ? "recipes.lookOne" : "recipes.trainOne", {
              name: t(`recipe.${id}.name`),
            })}
            renderRoot={(props) => (
              <Link to="/p/$project/models" params={{ project }} search={{ train: id }} {...props} />
            )}
          >
            {t(proposal?.problem ? "recipes.look" : "recipes.train")}
          </Button>
        ) : (
          <Text size="xs" c="dimmed">
            {t("recipes.viewer")}
          </Text>
        )}
      </div>
    </Card>
  );
}
