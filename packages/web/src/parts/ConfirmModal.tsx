import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "./ErrorState.tsx";

interface ConfirmModalProps {
  opened: boolean;
  title: string;
  /** The verb on the button: what will happen. */
  confirm: string;
  /** What is lost and what stays. */
  children: ReactNode;
  pending?: boolean;
  error?: unknown;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asked before something is lost for good. */
export function ConfirmModal({
  opened,
  title,
  confirm,
  children,
  pending = false,
  error,
  onClose,
  onConfirm,
}: ConfirmModalProps) {
  const { t } = useTranslation("parts");
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack>
        <Text size="sm">{children}</Text>
        {error ? <ErrorState error={error} compact /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("cancel")}
          </Button>
          <Button color="red" loading={pending} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
