/** State of this page in its address. */
export const dataSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
