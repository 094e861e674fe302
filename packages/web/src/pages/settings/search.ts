/** State of this page in its address. */
export const settingsSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
