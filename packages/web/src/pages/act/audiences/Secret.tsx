import { Alert, Button, Modal, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CodeBlock } from "../../data/Connect.tsx";

/** A webhook's secret, the one time it can be seen. */
export function SecretModal({ secret, onClose }: { secret: string | null; onClose(): void }) {
  const { t } = useTranslation(["act", "parts"]);
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={t("secret.title")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("parts:close") }}
    >
      <Stack>
        <Alert color="honey">{t("secret.once")}</Alert>
        <CodeBlock code={secret ?? ""} label={t("secret.title")} />
        <Button onClick={onClose}>{t("secret.done")}</Button>
      </Stack>
    </Modal>
  );
}
