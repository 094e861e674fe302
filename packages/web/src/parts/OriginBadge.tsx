import { Badge, Tooltip } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Says that numbers are not this product's own: the sample company, or generated answers. */
export function OriginBadge({ origin }: { origin: "sample" | "simulated" }) {
  const { t } = useTranslation("parts");
  return (
    <Tooltip label={t(`origin.${origin}Explain`)}>
      <Badge color="honey" leftSection={<IconFlask size={12} aria-hidden />} tabIndex={0}>
        {t(`origin.${origin}`)}
      </Badge>
    </Tooltip>
  );
}
